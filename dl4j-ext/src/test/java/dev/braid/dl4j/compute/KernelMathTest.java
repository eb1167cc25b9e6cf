package dev.braid.dl4j.compute;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.dl4j.compute.AttentionShape.Mask;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The kernels in single precision against ND4J in double, on random shapes. */
class KernelMathTest {
    private static final double TOLERANCE = 2e-4;

    private final Random random = new Random();
    private final RowMath kernels = new KernelMath(new LayerDevice(2));
    private final RowMath exact = new Nd4jMath();

    private int size(int most) {
        return 1 + random.nextInt(most);
    }

    /** In the precision of the kernels, so that both start from the same numbers. */
    private INDArray values(long rows, long cols) {
        double[][] values = new double[(int) rows][(int) cols];
        for (double[] row : values) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return Nd4j.create(values).castTo(DataType.FLOAT);
    }

    private static INDArray wide(INDArray array) {
        return array.castTo(DataType.DOUBLE);
    }

    private static void near(String what, INDArray expected, INDArray found) {
        assertArrayEquals(expected.shape(), found.shape(), what);
        double most = Math.max(1e-3, expected.amaxNumber().doubleValue());
        double error = expected.sub(wide(found)).amaxNumber().doubleValue() / most;
        assertTrue(error < TOLERANCE, what + " differs by " + error);
    }

    @RepeatedTest(10)
    void products() {
        INDArray x = values(size(70), size(90));
        INDArray w = values(size(90), x.size(1));
        INDArray dy = values(x.size(0), w.size(0));
        near("y", exact.linear(wide(x), wide(w)), kernels.linear(x, w));
        near("dx", exact.linearInput(wide(dy), wide(w)), kernels.linearInput(dy, w));
        INDArray before = values(w.size(0), w.size(1));
        INDArray found = before.dup('c');
        INDArray expected = wide(before);
        kernels.linearWeight(dy, x, found);
        exact.linearWeight(wide(dy), wide(x), expected);
        near("dw", expected, found);
    }

    /** DL4J's parameters are column-major parts of one flat array. */
    @Test
    void weightsWithinAnotherArray() {
        INDArray flat = Nd4j.linspace(DataType.FLOAT, 0, 0.01, 200).reshape(200);
        INDArray w =
                flat.get(NDArrayIndex.interval(37, 37 + 60)).reshape('f', 5, 12).transpose();
        INDArray x = values(3, 5);
        near("y", exact.linear(wide(x), wide(w)), kernels.linear(x, w));
        INDArray gradients = Nd4j.zeros(DataType.FLOAT, 200);
        INDArray dw =
                gradients.get(NDArrayIndex.interval(37, 97)).reshape('f', 5, 12).transpose();
        INDArray dy = values(3, 12);
        kernels.linearWeight(dy, x, dw);
        INDArray expected = Nd4j.zeros(DataType.DOUBLE, 12, 5);
        exact.linearWeight(wide(dy), wide(x), expected);
        near("dw", expected, gradients.get(NDArrayIndex.interval(37, 97)).reshape('c', 12, 5));
        assertEquals(0, gradients.get(NDArrayIndex.interval(0, 37)).amaxNumber().doubleValue());
        assertEquals(
                0, gradients.get(NDArrayIndex.interval(97, 200)).amaxNumber().doubleValue());
    }

    @RepeatedTest(10)
    void norms() {
        INDArray x = values(size(20), size(70));
        INDArray gain = values(1, x.size(1));
        INDArray dy = values(x.size(0), x.size(1));
        double eps = 1e-5;
        near("y", exact.rmsNorm(wide(x), wide(gain), eps), kernels.rmsNorm(x, gain, eps));
        near("dx", exact.rmsNormInput(wide(x), wide(gain), eps, wide(dy)), kernels.rmsNormInput(x, gain, eps, dy));
        INDArray found = Nd4j.ones(DataType.FLOAT, 1, x.size(1));
        INDArray expected = Nd4j.ones(DataType.DOUBLE, 1, x.size(1));
        kernels.rmsNormGain(x, eps, dy, found);
        exact.rmsNormGain(wide(x), eps, wide(dy), expected);
        near("dGain", expected, found);
    }

    @RepeatedTest(10)
    void layerNorms() {
        INDArray x = values(size(20), 2 + size(70));
        INDArray gain = values(1, x.size(1));
        INDArray shift = values(1, x.size(1));
        INDArray dy = values(x.size(0), x.size(1));
        double eps = 1e-2;
        near("y", exact.layerNorm(wide(x), wide(gain), wide(shift), eps), kernels.layerNorm(x, gain, shift, eps));
        near("dx", exact.layerNormInput(wide(x), wide(gain), eps, wide(dy)), kernels.layerNormInput(x, gain, eps, dy));
        INDArray dGain = Nd4j.ones(DataType.FLOAT, 1, x.size(1));
        INDArray dShift = Nd4j.ones(DataType.FLOAT, 1, x.size(1));
        INDArray expectedGain = wide(dGain);
        INDArray expectedShift = wide(dShift);
        kernels.layerNormWeights(x, eps, dy, dGain, dShift);
        exact.layerNormWeights(wide(x), eps, wide(dy), expectedGain, expectedShift);
        near("dGain", expectedGain, dGain);
        near("dShift", expectedShift, dShift);
    }

    @RepeatedTest(10)
    void lookUpsBagsAndInteractions() {
        INDArray table = values(size(30), size(20));
        int bagSize = size(6);
        int[] ids =
                random.ints((long) bagSize * size(9), -1, (int) table.size(0)).toArray();
        int[] rows = Arrays.stream(ids).map(id -> Math.max(id, 0)).toArray();
        near("rows", exact.rows(rows, wide(table)), kernels.rows(rows, table));
        near("bags", exact.bags(ids, bagSize, wide(table)), kernels.bags(ids, bagSize, table));
        INDArray dRows = values(ids.length, table.size(1));
        INDArray dBags = values(ids.length / bagSize, table.size(1));
        INDArray found = Nd4j.ones(DataType.FLOAT, table.shape());
        INDArray expected = wide(found);
        kernels.rowsTable(rows, dRows, found);
        kernels.bagsTable(ids, bagSize, dBags, found);
        exact.rowsTable(rows, wide(dRows), expected);
        exact.bagsTable(ids, bagSize, wide(dBags), expected);
        near("dTable", expected, found);
        int vectors = 1 + size(5);
        INDArray x = values(size(9), (long) vectors * size(20));
        INDArray dy = values(x.size(0), (long) vectors * (vectors - 1) / 2);
        near("products", exact.interaction(wide(x), vectors), kernels.interaction(x, vectors));
        near("dx", exact.interactionBackward(wide(x), vectors, wide(dy)), kernels.interactionBackward(x, vectors, dy));
    }

    @RepeatedTest(10)
    void gatesAndRotations() {
        int steps = size(9);
        int headSize = 2 * size(8);
        INDArray x = values((long) steps * size(4), (long) headSize * size(4));
        INDArray up = values(x.size(0), x.size(1));
        INDArray dy = values(x.size(0), x.size(1));
        near("gated", exact.swiGlu(wide(x), wide(up)), kernels.swiGlu(x, up));
        var expected = exact.swiGluBackward(wide(x), wide(up), wide(dy));
        var found = kernels.swiGluBackward(x, up, dy);
        near("dGate", expected.gate(), found.gate());
        near("dUp", expected.up(), found.up());
        INDArray table = RotaryTables.of(steps, headSize, 10_000, DataType.FLOAT);
        INDArray turned = x.dup('c');
        INDArray wideTurned = wide(x);
        kernels.rotate(turned, headSize, table);
        exact.rotate(wideTurned, headSize, wide(table));
        near("rotated", wideTurned, turned);
        kernels.rotateBack(turned, headSize, table);
        near("back", wide(x), turned);
        exact.rotateBack(wideTurned, headSize, wide(table));
        near("exactly back", wide(x), wideTurned);
    }

    @RepeatedTest(10)
    void attention() {
        int kvHeads = size(3);
        AttentionShape shape = new AttentionShape(
                size(3),
                size(40),
                kvHeads * size(3),
                kvHeads,
                2 * size(8),
                random.nextBoolean() ? Mask.CAUSAL : Mask.NONE);
        INDArray q = values(shape.rows(), (long) shape.heads() * shape.headSize());
        INDArray k = values(shape.rows(), (long) kvHeads * shape.headSize());
        INDArray v = values(shape.rows(), (long) kvHeads * shape.headSize());
        INDArray dOut = values(shape.rows(), q.size(1));
        var expected = exact.attend(shape, wide(q), wide(k), wide(v));
        var found = kernels.attend(shape, q, k, v);
        near("out", expected.out(), found.out());
        near("lse", expected.lse(), found.lse());
        var gradients = exact.attendBackward(shape, wide(q), wide(k), wide(v), expected, wide(dOut));
        var foundGradients = kernels.attendBackward(shape, q, k, v, found, dOut);
        near("dq", gradients.q(), foundGradients.q());
        near("dk", gradients.k(), foundGradients.k());
        near("dv", gradients.v(), foundGradients.v());
    }
}
