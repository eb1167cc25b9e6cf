package dev.braid.ops.norm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.braid.ops.Rig;
import dev.braid.ops.device.CpuDevice;
import dev.braid.ops.device.CpuStream;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.testing.EveryWay;
import dev.braid.ops.testing.Operands;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What every implementation of LayerNorm must do. */
class LayerNormContractTest {
    private static final float EPS = 1e-5f;
    private static final LayerNorm ORACLE = new LayerNormOracle(Precision.FLOAT);
    private static final LayerNorm EXACT = new LayerNormOracle(Precision.DOUBLE);

    private static int width(Random random) {
        return 1 + random.nextInt(random.nextInt(4) == 0 ? 1500 : 70);
    }

    private static int rows(Random random) {
        return 1 + random.nextInt(random.nextInt(4) == 0 ? 80 : 9);
    }

    private static Matrix shifted(Operands operands, int rows, int cols) {
        Matrix x = operands.matrix(rows, cols, 3);
        for (int r = 0; r < rows; r++) {
            float shift = (float) operands.random().nextGaussian() * 5;
            for (int c = 0; c < cols; c++) {
                x.set(r, c, x.get(r, c) + shift);
            }
        }
        return x;
    }

    private static Matrix forward(Operands operands, LayerNorm norm, Matrix x, Matrix weight, Matrix bias) {
        Matrix y = operands.poisoned(x.rows(), x.cols());
        operands.run(stream -> norm.forward(stream, x, weight, bias, EPS, y));
        return y;
    }

    private static Matrix gradInput(Operands operands, LayerNorm norm, Matrix x, Matrix weight, Matrix dy) {
        Matrix dx = operands.poisoned(x.rows(), x.cols());
        operands.run(stream -> norm.gradInput(stream, x, weight, EPS, dy, dx));
        return dx;
    }

    private record WeightGradients(Matrix dw, Matrix db) {}

    private static WeightGradients gradWeight(
            Operands operands, LayerNorm norm, Matrix x, Matrix dy, Matrix dw, Matrix db, int cut) {
        WeightGradients sums = new WeightGradients(operands.copy(dw), operands.copy(db));
        int rest = x.rows() - cut;
        operands.run(stream -> {
            norm.gradWeight(stream, x.rows(cut, rest), EPS, dy.rows(cut, rest), sums.dw, sums.db);
            norm.gradWeight(stream, x.rows(0, cut), EPS, dy.rows(0, cut), sums.dw, sums.db);
        });
        return sums;
    }

    @Test
    void allImplementationsGiveTheSameBits() {
        EveryWay.run(25, operands -> {
            Random random = operands.random();
            LayerNorm fast = new LayerNormVector(operands.device().pool());
            int rows = rows(random);
            Matrix x = shifted(operands, rows, width(random));
            Matrix weight = operands.matrix(1, x.cols());
            Matrix bias = operands.matrix(1, x.cols());
            Matrix dy = operands.matrix(rows, x.cols());
            Matrix y = forward(operands, fast, x, weight, bias);
            operands.requireSameBits("y", forward(operands, ORACLE, x, weight, bias), y);
            Matrix dx = gradInput(operands, fast, x, weight, dy);
            operands.requireSameBits("dx", gradInput(operands, ORACLE, x, weight, dy), dx);
        });
    }

    @Test
    void gradientsOfTheWeightsHaveTheSameBitsInAnyWindows() {
        EveryWay.run(25, operands -> {
            Random random = operands.random();
            LayerNorm fast = new LayerNormVector(operands.device().pool());
            int rows = rows(random);
            Matrix x = shifted(operands, rows, width(random));
            Matrix dy = operands.matrix(rows, x.cols());
            Matrix dw = operands.matrix(1, x.cols());
            Matrix db = operands.matrix(1, x.cols());
            WeightGradients found = gradWeight(operands, fast, x, dy, dw, db, random.nextInt(rows + 1));
            WeightGradients expected = gradWeight(operands, ORACLE, x, dy, dw, db, 0);
            operands.requireSameBits("dw", expected.dw, found.dw);
            operands.requireSameBits("db", expected.db, found.db);
        });
    }

    @Test
    void staysNearTheExactResult() {
        EveryWay.run(10, operands -> {
            Random random = operands.random();
            LayerNorm fast = new LayerNormVector(operands.device().pool());
            // Two or three elements may lie so close together that their variance is rounding error.
            int width = width(random) + 8;
            Matrix x = shifted(operands, rows(random), width);
            Matrix weight = operands.matrix(1, width);
            Matrix bias = operands.matrix(1, width);
            Matrix dy = operands.matrix(x.rows(), width);
            operands.requireClose(
                    "y", forward(operands, EXACT, x, weight, bias), forward(operands, fast, x, weight, bias), 1e-4);
            operands.requireClose(
                    "dx", gradInput(operands, EXACT, x, weight, dy), gradInput(operands, fast, x, weight, dy), 1e-4);
            WeightGradients exact = gradWeight(operands, EXACT, x, dy, weight, bias, 0);
            WeightGradients found = gradWeight(operands, fast, x, dy, weight, bias, 0);
            operands.requireClose("dw", exact.dw, found.dw, 1e-4);
            operands.requireClose("db", exact.db, found.db, 1e-4);
        });
    }

    @Test
    void aRowsResultIsTheSameAloneAndInPlace() {
        EveryWay.run(5, operands -> {
            LayerNorm fast = new LayerNormVector(operands.device().pool());
            Matrix x = shifted(operands, 20, width(operands.random()));
            Matrix weight = operands.matrix(1, x.cols());
            Matrix bias = operands.matrix(1, x.cols());
            Matrix y = forward(operands, fast, x, weight, bias);
            for (int r = 0; r < 20; r++) {
                operands.requireSameBits("row", y.rows(r, 1), forward(operands, fast, x.rows(r, 1), weight, bias));
            }
            for (LayerNorm norm : List.of(ORACLE, fast)) {
                Matrix inPlace = operands.copy(x);
                operands.run(stream -> norm.forward(stream, inPlace, weight, bias, EPS, inPlace));
                operands.requireSameBits("in place", y, inPlace);
            }
        });
    }

    @Test
    void gradientsAreThoseOfTheForwardPass() {
        try (CpuDevice device = new CpuDevice(1);
                Operands operands = new Operands(device, CpuStream.Mode.IMMEDIATE, System.nanoTime())) {
            Matrix weight = operands.matrix(1, 19);
            Matrix bias = operands.matrix(1, 19);
            Matrix x = operands.matrix(4, 19);
            Matrix dy = operands.matrix(4, 19);
            Matrix zero = operands.matrix(1, 19, 0);
            Matrix dx = gradInput(operands, EXACT, x, weight, dy);
            WeightGradients sums = gradWeight(operands, EXACT, x, dy, zero, zero, 2);
            for (int i = 0; i < 40; i++) {
                requireSlope(operands, x, x, weight, bias, dy, dx);
                requireSlope(operands, weight, x, weight, bias, dy, sums.dw);
                requireSlope(operands, bias, x, weight, bias, dy, sums.db);
            }
        }
    }

    private static void requireSlope(
            Operands operands, Matrix input, Matrix x, Matrix weight, Matrix bias, Matrix dy, Matrix gradient) {
        int r = operands.random().nextInt(input.rows());
        int c = operands.random().nextInt(input.cols());
        double slope = Rig.slope(input, r, c, 1f / 256, () -> Rig.dot(forward(operands, EXACT, x, weight, bias), dy));
        operands.requireClose("slope", slope, gradient.get(r, c), 5e-3);
    }

    @Test
    void aWrongShapeIsNamed() {
        try (CpuDevice device = new CpuDevice(1);
                Operands operands = new Operands(device, CpuStream.Mode.IMMEDIATE, 1)) {
            Matrix x = operands.matrix(2, 10);
            Matrix narrow = operands.matrix(1, 5);
            Matrix wide = operands.matrix(1, 10);
            for (LayerNorm norm : List.of(ORACLE, new LayerNormVector(device.pool()))) {
                refused("weight is [1, 5], expected [1, 10]", () -> forward(operands, norm, x, narrow, wide));
                refused("bias is [1, 5], expected [1, 10]", () -> forward(operands, norm, x, wide, narrow));
                refused("dy is [1, 10], expected [2, 10]", () -> gradInput(operands, norm, x, wide, wide));
                refused("db is [1, 5], expected [1, 10]", () -> gradWeight(operands, norm, x, x, wide, narrow, 0));
            }
        }
    }

    private static void refused(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
