package dev.braid.ops.norm;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.ops.device.CpuDevice;
import dev.braid.ops.device.CpuStream;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.testing.EveryWay;
import dev.braid.ops.testing.Operands;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every implementation of RMSNorm must do. */
class RmsNormContractTest {
    private static final float EPS = 1e-5f;
    private static final RmsNorm ORACLE = new RmsNormOracle(Precision.FLOAT);
    private static final RmsNorm EXACT = new RmsNormOracle(Precision.DOUBLE);

    private static int width(Random random) {
        return 1 + random.nextInt(random.nextInt(4) == 0 ? 700 : 70);
    }

    private static Matrix forward(Operands operands, RmsNorm norm, Matrix x, Matrix weight) {
        Matrix y = operands.poisoned(x.rows(), x.cols());
        operands.run(stream -> norm.forward(stream, x, weight, EPS, y));
        return y;
    }

    private static Matrix gradInput(Operands operands, RmsNorm norm, Matrix x, Matrix weight, Matrix dy) {
        Matrix dx = operands.poisoned(x.rows(), x.cols());
        operands.run(stream -> norm.gradInput(stream, x, weight, EPS, dy, dx));
        return dx;
    }

    private static Matrix gradWeight(Operands operands, RmsNorm norm, Matrix x, Matrix dy, Matrix start, int cut) {
        Matrix dw = operands.copy(start);
        operands.run(stream -> {
            norm.gradWeight(stream, x.rows(cut, x.rows() - cut), EPS, dy.rows(cut, x.rows() - cut), dw);
            norm.gradWeight(stream, x.rows(0, cut), EPS, dy.rows(0, cut), dw);
        });
        return dw;
    }

    @Test
    void allImplementationsGiveTheSameBits() {
        EveryWay.run(25, operands -> {
            Random random = operands.random();
            RmsNorm fast = new RmsNormVector(operands.device().pool());
            Matrix weight = operands.matrix(1, width(random));
            int rows = 1 + random.nextInt(random.nextInt(4) == 0 ? 80 : 9);
            Matrix x = operands.matrix(rows, weight.cols() * (1 + random.nextInt(4)), 3);
            Matrix dy = operands.matrix(rows, x.cols());
            Matrix y = forward(operands, fast, x, weight);
            operands.requireSameBits("y", forward(operands, ORACLE, x, weight), y);
            operands.requireClose("y", forward(operands, EXACT, x, weight), y, 1e-5);
            Matrix dx = gradInput(operands, fast, x, weight, dy);
            operands.requireSameBits("dx", gradInput(operands, ORACLE, x, weight, dy), dx);
            operands.requireClose("dx", gradInput(operands, EXACT, x, weight, dy), dx, 1e-4);
            Matrix start = operands.matrix(1, weight.cols());
            Matrix dw = gradWeight(operands, fast, x, dy, start, random.nextInt(rows + 1));
            operands.requireSameBits("dw", gradWeight(operands, ORACLE, x, dy, start, 0), dw);
            operands.requireClose("dw", gradWeight(operands, EXACT, x, dy, start, 0), dw, 1e-4);
        });
    }

    @Test
    void aRowsResultIsTheSameAlone() {
        EveryWay.run(5, operands -> {
            RmsNorm fast = new RmsNormVector(operands.device().pool());
            Matrix weight = operands.matrix(1, width(operands.random()));
            Matrix x = operands.matrix(20, weight.cols());
            Matrix y = forward(operands, fast, x, weight);
            for (int r = 0; r < 20; r++) {
                operands.requireSameBits("row", y.rows(r, 1), forward(operands, fast, x.rows(r, 1), weight));
            }
        });
    }

    @Test
    void gradientsAreThoseOfTheForwardPass() {
        try (CpuDevice device = new CpuDevice(1);
                Operands operands = new Operands(device, CpuStream.Mode.IMMEDIATE, System.nanoTime())) {
            Matrix weight = operands.matrix(1, 7);
            Matrix x = operands.matrix(4, 14);
            Matrix dy = operands.matrix(4, 14);
            Matrix dx = gradInput(operands, EXACT, x, weight, dy);
            Matrix dw = gradWeight(operands, EXACT, x, dy, operands.matrix(1, 7, 0), 2);
            for (int i = 0; i < 40; i++) {
                requireSlope(operands, x, x, weight, dy, dx);
                requireSlope(operands, weight, x, weight, dy, dw);
            }
        }
    }

    private static void requireSlope(
            Operands operands, Matrix input, Matrix x, Matrix weight, Matrix dy, Matrix gradient) {
        int r = operands.random().nextInt(input.rows());
        int c = operands.random().nextInt(input.cols());
        float held = input.get(r, c);
        float step = 1f / 256;
        input.set(r, c, held + step);
        double above = loss(forward(operands, EXACT, x, weight), dy);
        input.set(r, c, held - step);
        double below = loss(forward(operands, EXACT, x, weight), dy);
        input.set(r, c, held);
        operands.requireClose("slope", (above - below) / (2 * step), gradient.get(r, c), 5e-3);
    }

    private static double loss(Matrix y, Matrix dy) {
        double loss = 0;
        for (int r = 0; r < y.rows(); r++) {
            for (int c = 0; c < y.cols(); c++) {
                loss += (double) y.get(r, c) * dy.get(r, c);
            }
        }
        return loss;
    }

    @Test
    void aWrongShapeIsNamed() {
        try (CpuDevice device = new CpuDevice(1);
                Operands operands = new Operands(device, CpuStream.Mode.IMMEDIATE, 1)) {
            for (RmsNorm norm : List.of(ORACLE, new RmsNormVector(device.pool()))) {
                IllegalArgumentException error = assertThrows(
                        IllegalArgumentException.class,
                        () -> forward(operands, norm, operands.matrix(2, 10), operands.matrix(1, 4)));
                assertTrue(error.getMessage().contains("x has 10 columns, expected a multiple of the 4"));
            }
        }
    }
}
