package dev.braid.dl4j.layer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.buffer.util.DataTypeUtil;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J's own check of gradients against differences, and the same gradients in single precision. */
final class GradientChecks {
    /** Of each parameter that are compared with differences. */
    private static final int ENTRIES = 8;

    private GradientChecks() {}

    /** With parameters away from their first values: a gain of one or a bypass of zeros hides half of its gradient. */
    static ComputationGraph drawn(ComputationGraphConfiguration configuration) {
        ComputationGraph graph = new ComputationGraph(configuration);
        graph.init();
        INDArray params = graph.params();
        params.addi(Nd4j.randn(params.dataType(), params.shape()).muli(0.3));
        return graph;
    }

    /** @param frozen parameters that have no gradient by intent */
    static void check(ComputationGraph graph, INDArray input, INDArray labels, Set<String> frozen) {
        DataType before = Nd4j.dataType();
        DataTypeUtil.setDTypeForContext(DataType.DOUBLE);
        try {
            assertTrue(GradientCheckUtil.checkGradients(new GradientCheckUtil.GraphConfig()
                    .net(graph)
                    .inputs(new INDArray[] {input})
                    .labels(new INDArray[] {labels})
                    .excludeParams(frozen)
                    // Each takes two passes; others are looked at in the next run.
                    .subset(true)
                    .maxPerParam(ENTRIES)
                    .print(GradientCheckUtil.PrintMode.FAILURES_ONLY)));
        } finally {
            DataTypeUtil.setDTypeForContext(before);
        }
    }

    /** Score and gradients of the network in single precision, with the parameters and the input of the exact one. */
    static void agree(ComputationGraph exact, ComputationGraphConfiguration single, INDArray input, INDArray labels) {
        ComputationGraph fast = new ComputationGraph(single);
        fast.init(exact.params().castTo(DataType.FLOAT), false);
        INDArray narrow = input.castTo(DataType.FLOAT);
        exact.setInput(0, narrow.castTo(DataType.DOUBLE));
        exact.setLabel(0, labels);
        fast.setInput(0, narrow);
        fast.setLabel(0, labels.castTo(DataType.FLOAT));
        exact.computeGradientAndScore();
        fast.computeGradientAndScore();
        assertTrue(
                Math.abs(exact.score() - fast.score()) < 1e-4 * Math.max(1, exact.score()),
                "scores " + exact.score() + " and " + fast.score());
        INDArray expected = exact.gradient().gradient();
        INDArray error = expected.sub(fast.gradient().gradient().castTo(DataType.DOUBLE));
        double most = error.amaxNumber().doubleValue();
        double bound = 1e-4 * expected.amaxNumber().doubleValue();
        assertTrue(most < bound, "gradients differ by " + most + ", at most " + bound + " is rounding");
    }
}
