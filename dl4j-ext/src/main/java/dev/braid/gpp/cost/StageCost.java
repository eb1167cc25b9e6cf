package dev.braid.gpp.cost;

import java.util.BitSet;

/**
 * What a set of operators costs as one stage: the one cost model that every planner is judged by (GraphPipe, section 4,
 * with an operator's time as in {@link Work}).
 *
 * <p>The stage's micro-batch of {@code b} samples is shared by {@code d} replicas, each with at most ceil(b / d) of
 * them. Operators run one after another. A tensor that crosses the stage's border costs its own transfer and that of its
 * gradient, over the link of {@link Topology#within} all devices; the replicas' weight gradients are summed by a ring
 * once per mini-batch. A recomputed operator keeps nothing from forward to backward and runs its forward again.
 *
 * @param degree replicas, d
 * @param microBatch samples over all replicas, b
 * @param forward seconds of one micro-batch
 * @param inputGradient seconds of one micro-batch, recomputation included
 * @param weightGradient seconds of one micro-batch
 * @param transfer seconds of one micro-batch, both directions
 * @param allReduce seconds of one mini-batch
 * @param stateBytes of one device: weights, gradients, optimizer slots
 * @param savedBytes per sample, from forward to backward
 * @param recomputedBytes per sample, while one micro-batch is in backward
 */
public record StageCost(
        int degree,
        int microBatch,
        int miniBatch,
        double forward,
        double inputGradient,
        double weightGradient,
        double transfer,
        double allReduce,
        double stateBytes,
        double savedBytes,
        double recomputedBytes,
        CutBytes cut) {

    /** Nothing recomputed: the cost of {@code operators} on {@code degree} devices. */
    public static StageCost of(Problem problem, BitSet operators, int degree, int microBatch) {
        return of(problem, operators, new BitSet(), degree, microBatch);
    }

    /** The cost when those of {@code recomputed} that are in the stage are recomputed. */
    public static StageCost of(Problem problem, BitSet operators, BitSet recomputed, int degree, int microBatch) {
        CostGraph graph = problem.graph();
        Topology topology = problem.topology();
        DeviceRates rates = topology.rates();
        int samples = share(microBatch, degree);
        double forward = 0;
        double inputGradient = 0;
        double weightGradient = 0;
        double parameters = 0;
        double saved = 0;
        double again = 0;
        for (int i = operators.nextSetBit(0); i >= 0; i = operators.nextSetBit(i + 1)) {
            Operator operator = graph.operator(i);
            double once = operator.forward().seconds(samples, rates);
            forward += once;
            inputGradient += operator.inputGradient().seconds(samples, rates);
            weightGradient += operator.weightGradient().seconds(samples, rates);
            parameters += operator.parameterBytes();
            if (recomputed.get(i)) {
                inputGradient += once;
                again += operator.savedBytes();
            } else {
                saved += operator.savedBytes();
            }
        }
        CutBytes cut = CutBytes.of(graph, operators);
        return new StageCost(
                degree,
                microBatch,
                problem.training().miniBatch(),
                forward,
                inputGradient,
                weightGradient,
                transferSeconds(topology, cut, samples),
                allReduceSeconds(topology, parameters, degree),
                parameters * problem.training().stateFactor(),
                saved,
                again,
                cut);
    }

    /** Samples of a micro-batch that the busiest of its replicas has. */
    public static int share(int microBatch, int degree) {
        return (microBatch + degree - 1) / degree;
    }

    /** Samples that the busiest replica keeps of so many in flight, whole micro-batches. */
    public static int held(int inFlight, int microBatch, int degree) {
        return (inFlight + microBatch - 1) / microBatch * share(microBatch, degree);
    }

    /** Seconds that the border of a stage costs for one micro-batch of which a replica has so many samples. */
    public static double transferSeconds(Topology topology, CutBytes cut, int samples) {
        Link link = topology.within(topology.devices());
        double latencies = 2.0 * (cut.inEdges() + cut.outEdges()) * link.latencySeconds();
        return latencies + 2 * samples * (cut.inBytes() + cut.outBytes()) / link.bytesPerSecond();
    }

    /** Seconds of one ring all-reduce of a stage's weight gradients. */
    public static double allReduceSeconds(Topology topology, double parameterBytes, int degree) {
        if (degree == 1 || parameterBytes == 0) {
            return 0;
        }
        return topology.within(degree).seconds(2.0 * (degree - 1) / degree * parameterBytes);
    }

    /** Seconds of one micro-batch's backward. */
    public double backward() {
        return inputGradient + weightGradient;
    }

    /** Seconds per sample: the throughput of the stage when it never waits. */
    public double timePerSample() {
        return (forward + inputGradient + weightGradient + transfer) / microBatch + allReduce / miniBatch;
    }

    /**
     * Bytes of the busiest device with so many samples, whole micro-batches, in flight: state, what is saved, received
     * tensors for each sample in flight, and the gradients and recomputed tensors of one micro-batch.
     */
    public double memoryBytes(int inFlight) {
        double perMicroBatch = recomputedBytes + cut.inBytes() + cut.outBytes();
        return stateBytes
                + (double) held(inFlight, microBatch, degree) * (savedBytes + cut.inBytes())
                + share(microBatch, degree) * perMicroBatch;
    }
}
