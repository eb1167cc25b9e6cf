package dev.braid.gpp.rival;

import dev.braid.gpp.cost.CutBytes;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.StageCost;
import dev.braid.gpp.cost.Topology;
import java.util.Arrays;

/**
 * What the difference of two nested sets costs as a stage of a sequential pipeline, by {@link StageCost}, for one size of
 * micro-batch. Scratch space of one thread: {@link #load} sets the operators, {@link #price} the degree.
 */
final class SharedStage implements CutTable.Times {
    private final Problem problem;
    private final NestedSets sets;
    private final Sums sums;
    private final Borders borders;
    private final int microBatch;
    private final double memory;
    private final Recomputation recomputation;
    private final double[] times;
    private final int[] nodes;
    private CutBytes cut;
    private int set;
    private int subset;
    private int count;
    private StageCost plain;
    private double bound = Double.POSITIVE_INFINITY;

    /** @param memory of one device, bytes */
    SharedStage(
            Problem problem,
            NestedSets sets,
            Sums sums,
            Borders borders,
            int microBatch,
            double memory,
            Recomputation recomputation) {
        this.problem = problem;
        this.sets = sets;
        this.sums = sums;
        this.borders = borders;
        this.microBatch = microBatch;
        this.memory = memory;
        this.recomputation = recomputation;
        times = new double
                [Math.min(problem.topology().devices(), problem.graph().size()) + 1];
        nodes = new int[problem.graph().size()];
    }

    /** Most stages of a pipeline. */
    int mostStages() {
        return times.length - 1;
    }

    /** Whether the weights of a difference alone are too many for a device. */
    boolean tooLarge(int set, int subset) {
        double parameters = sums.parameterBytes[set] - sums.parameterBytes[subset];
        return parameters * problem.training().stateFactor() > memory;
    }

    /** Plans above so many seconds per sample are not wanted: stages above it may be said not to fit. */
    void wanted(double bound) {
        this.bound = bound;
    }

    void load(int set, int subset) {
        this.set = set;
        this.subset = subset;
        cut = borders.of(set, subset);
        count = 0;
    }

    /** Seconds per sample with nothing recomputed; infinite when not even one micro-batch in flight fits. */
    double price(int degree) {
        int samples = StageCost.share(microBatch, degree);
        double[] seconds = sums.samples(samples).seconds();
        Topology topology = problem.topology();
        double parameters = sums.parameterBytes[set] - sums.parameterBytes[subset];
        plain = new StageCost(
                degree,
                microBatch,
                problem.training().miniBatch(),
                seconds[set] - seconds[subset],
                0,
                0,
                StageCost.transferSeconds(topology, cut, samples),
                StageCost.allReduceSeconds(topology, parameters, degree),
                parameters * problem.training().stateFactor(),
                sums.savedBytes[set] - sums.savedBytes[subset],
                0,
                cut);
        Arrays.fill(times, Double.NaN);
        return plain.memoryBytes(microBatch) > memory ? Double.POSITIVE_INFINITY : plain.timePerSample();
    }

    /** Seconds per sample with so many stages from this one to the last; infinite when it does not fit. */
    @Override
    public double at(int stages) {
        if (Double.isNaN(times[stages])) {
            double extra = missing(stages) <= 0 ? 0 : recompute(stages);
            times[stages] = extra == 0 ? plain.timePerSample() : plain.timePerSample() + extra / microBatch;
        }
        return times[stages];
    }

    private double missing(int stages) {
        return plain.memoryBytes(inFlight(stages)) - memory;
    }

    private int inFlight(int stages) {
        return Math.min(stages * microBatch, problem.training().miniBatch());
    }

    private double recompute(int stages) {
        double saved = plain.savedBytes();
        double most = plain.memoryBytes(inFlight(stages)) - recomputed().memoryBytes(inFlight(stages));
        if (recomputation == Recomputation.NONE || most < missing(stages) || most <= 0) {
            return Double.POSITIVE_INFINITY;
        }
        if (count == 0) {
            count = sets.difference(set, subset, nodes);
        }
        double time = (bound - plain.timePerSample()) * microBatch;
        return choice().solve(nodes, count, missing(stages) / (most / saved), time);
    }

    private RecomputeChoice choice() {
        return sums.samples(StageCost.share(microBatch, plain.degree())).recompute();
    }

    /** Everything recomputed. */
    private StageCost recomputed() {
        return new StageCost(
                plain.degree(),
                microBatch,
                plain.miniBatch(),
                plain.forward(),
                0,
                0,
                plain.transfer(),
                plain.allReduce(),
                plain.stateBytes(),
                0,
                plain.savedBytes(),
                cut);
    }

    /** The recomputed operators behind {@link #at}, ascending. */
    int[] recomputed(int stages) {
        times[stages] = Double.NaN;
        at(stages);
        return missing(stages) <= 0 ? new int[0] : choice().chosen();
    }
}
