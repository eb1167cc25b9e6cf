package dev.braid.gpp.rival;

import dev.braid.gpp.rival.EqualSplit.Ends;
import dev.braid.gpp.rival.PiperModel.Mode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** PipeDream-2BW's planner, with Piper's costs: stage counts, degrees that all stages share, one mode for every node. */
final class EqualSearch {
    private final PiperModel model;
    private final EqualSplit split;
    private final int[] stageOf;
    private PiperPlan best;

    EqualSearch(PiperModel model) {
        this.model = model;
        split = new EqualSplit(model);
        stageOf = new int[model.size()];
    }

    /** Nothing when no such plan fits the memory. */
    Optional<PiperPlan> best() {
        for (Ends ends : Ends.values()) {
            for (int stages = 1; stages <= model.maxDegrees(); stages++) {
                List<List<Integer>> parts = split.into(stages, ends);
                if (!parts.isEmpty() && isPipeline(parts)) {
                    degrees(parts);
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /** Notes the stage of each node; whether no edge goes back. */
    private boolean isPipeline(List<List<Integer>> parts) {
        for (int part = 0; part < parts.size(); part++) {
            for (int node : parts.get(part)) {
                stageOf[node] = part;
            }
        }
        for (int node = 0; node < stageOf.length; node++) {
            for (int successor : model.successors()[node]) {
                if (stageOf[successor] < stageOf[node]) {
                    return false;
                }
            }
        }
        return true;
    }

    private void degrees(List<List<Integer>> parts) {
        for (int degree = 1; degree * parts.size() <= model.maxDegrees(); degree++) {
            for (Map.Entry<Integer, Mode[][]> entry : model.modes().entrySet()) {
                boolean fits = parts.size() * degree * entry.getKey() <= model.devices();
                if (fits && model.divides(degree)) {
                    for (String id : sharedModes(entry.getValue())) {
                        consider(parts, degree, entry.getKey(), id);
                    }
                }
            }
        }
    }

    /** Ids of the modes that every node has. */
    private static Iterable<String> sharedModes(Mode[][] modes) {
        TreeSet<String> shared = new TreeSet<>();
        Arrays.stream(modes[0]).map(Mode::id).forEach(shared::add);
        for (Mode[] node : modes) {
            shared.retainAll(Arrays.stream(node).map(Mode::id).toList());
        }
        return shared;
    }

    private void consider(List<List<Integer>> parts, int degree, int tensorParallel, String id) {
        double slowest = 0;
        for (int part = 0; part < parts.size(); part++) {
            int inFlight = parts.size() - part;
            slowest = Math.max(slowest, seconds(parts.get(part), degree, inFlight, tensorParallel, id));
        }
        if (slowest < (best == null ? Double.POSITIVE_INFINITY : best.secondsPerSample())) {
            List<PiperPlan.Stage> stages = new ArrayList<>();
            for (List<Integer> part : parts) {
                List<String> operators = part.stream().map(model.ids()::get).toList();
                List<String> modes = part.stream().map(node -> id).toList();
                stages.add(new PiperPlan.Stage(operators, degree, tensorParallel, modes));
            }
            best = new PiperPlan(slowest, stages);
        }
    }

    /** Seconds per sample of a stage; infinite when it does not fit the memory. */
    private double seconds(List<Integer> nodes, int degree, int inFlight, int tensorParallel, String id) {
        double border = 0;
        double resync = 0;
        double compute = 0;
        double memory = 0;
        for (int node : nodes) {
            Mode mode = mode(node, tensorParallel, id);
            border += border(node, mode);
            resync += model.resyncBytes(mode.parameterBytes(), degree);
            compute += mode.seconds();
            memory += mode.memoryPerInFlight() * inFlight + mode.memoryFixed();
        }
        return memory > model.memoryBytes()
                ? Double.POSITIVE_INFINITY
                : (border / degree + resync) / model.bytesPerSecond() + compute / degree;
    }

    private Mode mode(int node, int tensorParallel, String id) {
        for (Mode mode : model.modes().get(tensorParallel)[node]) {
            if (mode.id().equals(id)) {
                return mode;
            }
        }
        throw new IllegalStateException("node " + model.ids().get(node) + " has no mode " + id);
    }

    private double border(int node, Mode mode) {
        double bytes = 0;
        for (int i = 0; i < mode.in().length; i++) {
            bytes += stageOf[model.predecessors()[node][i]] == stageOf[node] ? 0 : mode.in()[i];
        }
        for (int i = 0; i < mode.out().length; i++) {
            bytes += stageOf[model.successors()[node][i]] == stageOf[node] ? 0 : mode.out()[i];
        }
        return bytes;
    }
}
