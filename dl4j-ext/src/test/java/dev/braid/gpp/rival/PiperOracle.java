package dev.braid.gpp.rival;

import dev.braid.gpp.formats.PiperInput;
import dev.braid.gpp.formats.PiperInput.Configuration;
import dev.braid.gpp.formats.PiperInput.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Every pipeline of a small Piper input, with costs written down once more. */
final class PiperOracle {
    /** Which modes the nodes of a stage may have. */
    enum Modes {
        ANY,
        THE_SAME_IN_A_STAGE
    }

    private final PiperInput input;
    private final Modes modes;
    private double best = Double.POSITIVE_INFINITY;

    private PiperOracle(PiperInput input, Modes modes) {
        this.input = input;
        this.modes = modes;
    }

    static double best(PiperInput input, Modes modes) {
        PiperOracle oracle = new PiperOracle(input, modes);
        oracle.before(Set.of(), input.maxDevices(), Math.min(input.maxDevices(), input.mbsInBatch()), 0, 0);
        return oracle.best;
    }

    /** Adds a stage before those that hold {@code done}, whose degrees sum to {@code behind}. */
    private void before(Set<Integer> done, int devices, int degrees, int behind, double slowest) {
        if (done.size() == input.nodes().size()) {
            best = Math.min(best, slowest);
            return;
        }
        for (int mask = 1; mask < 1 << input.nodes().size(); mask++) {
            List<Node> stage = nodes(mask);
            if (stage.stream().noneMatch(node -> done.contains(node.id())) && closed(done, stage)) {
                Set<Integer> more = new HashSet<>(done);
                stage.forEach(node -> more.add(node.id()));
                for (int t = 1; t <= devices; t++) {
                    for (int d = 1; d * t <= devices && d <= degrees; d++) {
                        if (input.mbsInBatch() % d == 0) {
                            int inFlight = (int) Math.ceil((behind + d) / (double) d);
                            double seconds = cheapest(stage, t, d, inFlight);
                            if (Math.max(seconds, slowest) < best) {
                                before(more, devices - d * t, degrees - d, behind + d, Math.max(seconds, slowest));
                            }
                        }
                    }
                }
            }
        }
    }

    private List<Node> nodes(int mask) {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < input.nodes().size(); i++) {
            if ((mask >> i & 1) == 1) {
                nodes.add(input.nodes().get(i));
            }
        }
        return nodes;
    }

    private boolean closed(Set<Integer> done, List<Node> stage) {
        Set<Integer> ids = ids(stage);
        return input.edges().stream()
                .allMatch(edge ->
                        !ids.contains(edge.sourceId()) || ids.contains(edge.destId()) || done.contains(edge.destId()));
    }

    private static Set<Integer> ids(List<Node> stage) {
        Set<Integer> ids = new HashSet<>();
        stage.forEach(node -> ids.add(node.id()));
        return ids;
    }

    private double cheapest(List<Node> stage, int t, int d, int inFlight) {
        List<List<Configuration>> choices = new ArrayList<>(List.of(List.of()));
        for (Node node : stage) {
            List<List<Configuration>> longer = new ArrayList<>();
            for (List<Configuration> chosen : choices) {
                for (Configuration mode : node.configurations().getOrDefault(t, List.of())) {
                    boolean same = chosen.isEmpty() || chosen.get(0).id().equals(mode.id());
                    if (same || modes == Modes.ANY) {
                        List<Configuration> more = new ArrayList<>(chosen);
                        more.add(mode);
                        longer.add(more);
                    }
                }
            }
            choices = longer;
        }
        return choices.stream()
                .mapToDouble(chosen -> seconds(input, stage, chosen, d, inFlight))
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** Seconds per sample of one stage; infinite when it does not fit. */
    static double seconds(PiperInput input, List<Node> stage, List<Configuration> chosen, int d, int inFlight) {
        double memory = 0;
        double bytes = 0;
        double compute = 0;
        Set<Integer> ids = ids(stage);
        for (int i = 0; i < stage.size(); i++) {
            int id = stage.get(i).id();
            Configuration mode = chosen.get(i);
            memory += mode.memoryUsageA() * inFlight + mode.memoryUsageB();
            compute += mode.timePerSample() / d;
            bytes += 4.0 * (d - 1) / d * mode.parameterSize() / input.mbsInBatch();
            for (PiperInput.Edge edge : input.edges()) {
                if (edge.destId() == id && !ids.contains(edge.sourceId())) {
                    bytes += 2 * (edge.communicationCost() + mode.syncTimeFw().get(edge.sourceId())) / d;
                }
                if (edge.sourceId() == id && !ids.contains(edge.destId())) {
                    bytes += 2 * (edge.communicationCost() + mode.syncTimeBw().get(edge.destId())) / d;
                }
            }
        }
        return memory > input.maxMemoryPerDevice() ? Double.POSITIVE_INFINITY : compute + bytes / input.bandwidth();
    }

    /** What a plan says of itself, computed from its stages; infinite when it is no plan for the input. */
    static double seconds(PiperInput input, PiperPlan plan) {
        int behind = 0;
        int devices = 0;
        Set<Integer> done = new HashSet<>();
        double slowest = 0;
        for (int i = plan.stages().size() - 1; i >= 0; i--) {
            PiperPlan.Stage stage = plan.stages().get(i);
            List<Node> nodes = new ArrayList<>();
            List<Configuration> chosen = new ArrayList<>();
            for (int n = 0; n < stage.operators().size(); n++) {
                int id = Integer.parseInt(stage.operators().get(n));
                String mode = stage.modes().get(n);
                Node node = input.nodes().stream()
                        .filter(one -> one.id() == id)
                        .findFirst()
                        .orElseThrow();
                nodes.add(node);
                chosen.add(node.configurations().get(stage.tensorParallel()).stream()
                        .filter(one -> one.id().equals(mode))
                        .findFirst()
                        .orElseThrow());
            }
            behind += stage.degree();
            devices += stage.degree() * stage.tensorParallel();
            boolean closed = new PiperOracle(input, Modes.ANY).closed(done, nodes);
            int inFlight = (behind + stage.degree() - 1) / stage.degree();
            slowest = Math.max(slowest, closed ? seconds(input, nodes, chosen, stage.degree(), inFlight) : 1 / 0.0);
            nodes.forEach(node -> done.add(node.id()));
        }
        boolean whole = done.size() == input.nodes().size() && devices <= input.maxDevices();
        return whole ? slowest : Double.POSITIVE_INFINITY;
    }
}
