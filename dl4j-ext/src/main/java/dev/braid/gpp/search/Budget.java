package dev.braid.gpp.search;

import dev.braid.gpp.cost.Problem;
import java.util.Comparator;
import java.util.List;

/**
 * The most devices that a subgraph may use, since the others need some too: a stage of degree d takes at least 1 / d of
 * what its operators take at the largest micro-batch, and a device holds no more than its memory.
 */
final class Budget {
    private final Ground ground;
    private final int devices;
    private final Share least;
    private final int samples;
    private final double target;
    private final double parametersPerDevice;
    private final double allSeconds;
    private final double allParameters;

    Budget(Ground ground, List<MicroBatch> microBatches, double target, double memory) {
        Problem problem = ground.problem();
        this.ground = ground;
        this.target = target;
        devices = problem.topology().devices();
        samples = microBatches.stream()
                .max(Comparator.comparingInt(MicroBatch::samples))
                .orElseThrow()
                .samples();
        least = ground.share(samples);
        parametersPerDevice = memory / problem.training().stateFactor();
        int end = ground.layout().size();
        allSeconds = least.seconds()[end];
        allParameters = ground.parameters(0, end);
    }

    /** For the positions from {@code from} to before {@code to}. */
    int devices(int from, int to) {
        return devices(least.seconds()[to] - least.seconds()[from], ground.parameters(from, to));
    }

    int devices(Load load) {
        return devices(load.seconds(least), load.parameters);
    }

    private int devices(double seconds, double parameters) {
        double byTime = (allSeconds - seconds) / samples / target;
        double byMemory = (allParameters - parameters) / parametersPerDevice;
        return devices - (int) Math.ceil(Math.min(devices, Math.max(byTime, byMemory) - 1e-9));
    }
}
