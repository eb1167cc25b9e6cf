package dev.braid.gpp.rival;

import dev.braid.gpp.rival.PiperModel.Mode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Piper's dynamic programme over downsets, with its own costs (Piper, section 4). */
final class PiperSearch {
    /** Above what another order of summation makes of the same seconds. */
    private static final double SLACK = 1 + 1e-9;

    private final PiperModel model;
    private final Downsets downsets;
    private final CutTable table;
    private final PiperStage stage;
    private final int[] nodes;
    private final double bound;
    /** By tensor-parallel degree and downset: seconds of the fastest modes alone. */
    private final Map<Integer, double[]> least = new TreeMap<>();

    PiperSearch(PiperModel model, Downsets downsets) {
        this.model = model;
        this.downsets = downsets;
        table = new CutTable(downsets.count(), model.devices(), model.maxDegrees());
        stage = new PiperStage(model);
        nodes = new int[model.size()];
        bound = new EqualSearch(model)
                .best()
                .map(plan -> plan.secondsPerSample() * SLACK)
                .orElse(Double.POSITIVE_INFINITY);
        model.modes().forEach((tensorParallel, modes) -> least.put(tensorParallel, sums(modes)));
    }

    private double[] sums(Mode[][] modes) {
        double[] sums = new double[downsets.count()];
        for (int downset = 1; downset < sums.length; downset++) {
            int count = downsets.difference(downset, 0, nodes);
            for (int i = 0; i < count; i++) {
                sums[downset] += Arrays.stream(modes[nodes[i]])
                        .mapToDouble(Mode::seconds)
                        .min()
                        .orElse(0);
            }
        }
        return sums;
    }

    /**
     * Nothing when no plan fits the memory. Of plans that are equally fast it is one with small first stages, as the
     * original finds it.
     */
    Optional<PiperPlan> best() {
        for (int downset = 1; downset < downsets.count(); downset++) {
            fill(downset);
        }
        int all = downsets.count() - 1;
        double seconds = table.at(all, model.devices(), model.maxDegrees());
        return seconds == Double.POSITIVE_INFINITY
                ? Optional.empty()
                : Optional.of(new PiperPlan(seconds, trace(all, seconds)));
    }

    private void fill(int downset) {
        table.begin();
        for (int subset = 0; subset < downset; subset++) {
            if (downsets.nested(subset, downset)) {
                offer(downset, subset);
            }
        }
        table.end(downset);
    }

    private void offer(int downset, int subset) {
        int count = 0;
        for (Map.Entry<Integer, Mode[][]> entry : model.modes().entrySet()) {
            int tensorParallel = entry.getKey();
            double[] sums = least.get(tensorParallel);
            int degree = atLeast(sums[downset] - sums[subset]);
            int most = maxDegree(tensorParallel, model.devices());
            if (degree <= most) {
                count = count > 0 ? count : downsets.difference(downset, subset, nodes);
                if (stage.load(nodes, count, entry.getValue())) {
                    offer(subset, tensorParallel, degree, most);
                }
            }
        }
    }

    private void offer(int subset, int tensorParallel, int from, int most) {
        for (int degree = from; degree <= most; degree++) {
            if (model.divides(degree) && stage.price(degree) <= bound) {
                int used = degree * tensorParallel;
                double[] times = stage.times();
                table.offer(subset, degree, used, used, model.devices(), inFlight -> times[inFlight]);
            }
        }
    }

    /** A degree that so many seconds of work need to stay under the bound. */
    private int atLeast(double seconds) {
        return Math.max(1, (int) Math.ceil(seconds / bound / SLACK));
    }

    private int maxDegree(int tensorParallel, int devices) {
        return Math.min(devices / tensorParallel, model.maxDegrees());
    }

    private List<PiperPlan.Stage> trace(int all, double seconds) {
        List<PiperPlan.Stage> stages = new ArrayList<>();
        int downset = all;
        int devices = model.devices();
        int degrees = model.maxDegrees();
        double left = seconds;
        while (downset != 0) {
            while (table.at(downset, devices - 1, degrees) == left) {
                devices--;
            }
            while (table.at(downset, devices, degrees - 1) == left) {
                degrees--;
            }
            Step step = step(downset, devices, degrees, left);
            stages.add(step.stage);
            downset = step.subset;
            devices -= step.stage.degree() * step.stage.tensorParallel();
            degrees -= step.stage.degree();
            left = table.at(downset, devices, degrees);
        }
        return stages;
    }

    private record Step(int subset, PiperPlan.Stage stage) {}

    /** A first stage of the downset that gives the table's value. */
    private Step step(int downset, int devices, int degrees, double seconds) {
        for (int subset = downset - 1; subset >= 0; subset--) {
            if (downsets.nested(subset, downset)) {
                PiperPlan.Stage first = first(downset, subset, devices, degrees, seconds);
                if (first != null) {
                    return new Step(subset, first);
                }
            }
        }
        throw new IllegalStateException("no stage of downset " + downset + " gives the " + seconds + " s of the table");
    }

    /** Null when no degrees give the value with this subset behind. */
    private PiperPlan.Stage first(int downset, int subset, int devices, int degrees, double seconds) {
        int count = downsets.difference(downset, subset, nodes);
        for (Map.Entry<Integer, Mode[][]> entry :
                model.modes().headMap(devices, true).entrySet()) {
            if (stage.load(nodes, count, entry.getValue())) {
                int degree = degree(subset, entry.getKey(), devices, degrees, seconds);
                if (degree > 0) {
                    return stage(count, degree, entry.getKey(), degrees);
                }
            }
        }
        return null;
    }

    /** The degree with which the loaded stage gives the table's value; 0 for none. */
    private int degree(int subset, int tensorParallel, int devices, int degrees, double seconds) {
        for (int degree = 1; degree <= Math.min(maxDegree(tensorParallel, devices), degrees); degree++) {
            double rest = table.at(subset, devices - degree * tensorParallel, degrees - degree);
            if (model.divides(degree)
                    && rest <= seconds
                    && stage.price(degree) <= seconds
                    && Math.max(stage.times()[inFlight(degrees, degree)], rest) == seconds) {
                return degree;
            }
        }
        return 0;
    }

    private static int inFlight(int degrees, int degree) {
        return (degrees + degree - 1) / degree;
    }

    private PiperPlan.Stage stage(int count, int degree, int tensorParallel, int degrees) {
        List<String> operators =
                Arrays.stream(nodes, 0, count).mapToObj(model.ids()::get).toList();
        List<String> modes = List.of(stage.modes(inFlight(degrees, degree)));
        return new PiperPlan.Stage(operators, degree, tensorParallel, modes);
    }
}
