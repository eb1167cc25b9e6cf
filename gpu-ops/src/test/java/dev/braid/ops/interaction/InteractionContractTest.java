package dev.braid.ops.interaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.braid.ops.Rig;
import dev.braid.ops.Setting;
import dev.braid.ops.device.CpuStream;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Matrix;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every implementation of the feature interaction must do. */
class InteractionContractTest {
    private static final int TRIALS = 12;
    private static final Interaction FLOAT = new InteractionOracle(Precision.FLOAT);
    private static final Interaction DOUBLE = new InteractionOracle(Precision.DOUBLE);

    static Stream<Setting> settings() {
        return Setting.all().stream();
    }

    static Stream<Function<Rig, Interaction>> implementations() {
        return Stream.of(rig -> FLOAT, rig -> new InteractionVector(rig.device().pool()));
    }

    private static int pairs(int count) {
        return count * (count - 1) / 2;
    }

    private static Matrix forward(Rig rig, Interaction interaction, Matrix x, int count) {
        Matrix y = rig.poisoned(x.rows(), pairs(count));
        rig.run(() -> interaction.forward(rig.stream(), x, count, y));
        return y;
    }

    private static Matrix backward(Rig rig, Interaction interaction, Matrix x, int count, Matrix dy) {
        Matrix dx = rig.poisoned(x.rows(), x.cols());
        rig.run(() -> interaction.backward(rig.stream(), x, count, dy, dx));
        return dx;
    }

    @ParameterizedTest
    @MethodSource("settings")
    void hasTheOraclesBits(Setting setting) {
        for (int trial = 0; trial < TRIALS; trial++) {
            try (Rig rig = new Rig(setting)) {
                Interaction vector = new InteractionVector(rig.device().pool());
                int count = 1 + rig.size(36);
                Matrix x = rig.values(rig.size(20), count * rig.size(80));
                Matrix dy = rig.values(x.rows(), pairs(count));
                Matrix y = forward(rig, vector, x, count);
                rig.assertBits(forward(rig, FLOAT, x, count), y, "y");
                rig.assertClose(forward(rig, DOUBLE, x, count), y, 1e-5, "y");
                Matrix dx = backward(rig, vector, x, count, dy);
                rig.assertBits(backward(rig, FLOAT, x, count, dy), dx, "dx");
                rig.assertClose(backward(rig, DOUBLE, x, count, dy), dx, 1e-5, "dx");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void pairsAreInOrder(Function<Rig, Interaction> implementation) {
        try (Rig rig = new Rig(new Setting(2, CpuStream.Mode.IMMEDIATE))) {
            Matrix x = rig.values(1, 4);
            for (int i = 0; i < 4; i++) {
                x.set(0, i, new float[] {2, 3, 5, 7}[i]);
            }
            Matrix y = forward(rig, implementation.apply(rig), x, 4);
            float[] products = {3 * 2, 5 * 2, 5 * 3, 7 * 2, 7 * 3, 7 * 5};
            for (int p = 0; p < products.length; p++) {
                assertEquals(products[p], y.get(0, p), "pair " + p);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void gradientIsThatOfTheForwardPass(Function<Rig, Interaction> implementation) {
        try (Rig rig = new Rig(new Setting(2, CpuStream.Mode.IMMEDIATE))) {
            int count = 5;
            Matrix x = rig.values(2, count * 7);
            Matrix dy = rig.values(2, pairs(count));
            Matrix dx = backward(rig, implementation.apply(rig), x, count, dy);
            for (int r = 0; r < x.rows(); r++) {
                for (int c = 0; c < x.cols(); c++) {
                    double slope = Rig.slope(x, r, c, 1f / 64, () -> Rig.dot(forward(rig, DOUBLE, x, count), dy));
                    rig.assertClose(slope, dx.get(r, c), 1e-3, "dx (" + r + ", " + c + ")");
                }
            }
        }
    }

    /** What is not a number stays with the pairs that it belongs to, and out of its own vector's gradient. */
    @ParameterizedTest
    @MethodSource("implementations")
    void aVectorTouchesItsOwnPairsAlone(Function<Rig, Interaction> implementation) {
        try (Rig rig = new Rig(new Setting(2, CpuStream.Mode.IMMEDIATE))) {
            int count = 6;
            int dim = 19;
            int broken = rig.random().nextInt(count);
            Matrix x = rig.values(3, count * dim);
            for (int k = 0; k < dim; k++) {
                x.set(1, broken * dim + k, Float.NaN);
            }
            Matrix y = forward(rig, implementation.apply(rig), x, count);
            Matrix dx = backward(rig, implementation.apply(rig), x, count, rig.values(3, pairs(count)));
            for (int r = 0; r < 3; r++) {
                for (int i = 0; i < count; i++) {
                    for (int j = 0; j < i; j++) {
                        boolean own = r == 1 && (i == broken || j == broken);
                        assertEquals(own, Float.isNaN(y.get(r, i * (i - 1) / 2 + j)), "y of " + i + " and " + j);
                    }
                    for (int k = 0; k < dim; k++) {
                        boolean other = r == 1 && i != broken;
                        assertEquals(other, Float.isNaN(dx.get(r, i * dim + k)), "dx of " + i);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void aWrongShapeIsNamed(Function<Rig, Interaction> implementation) {
        try (Rig rig = new Rig(new Setting(1, CpuStream.Mode.IMMEDIATE))) {
            Interaction interaction = implementation.apply(rig);
            Matrix x = rig.values(2, 12);
            Matrix three = rig.values(2, 3);
            refused(
                    "count is 1, must be at least 2: fewer vectors make no pair",
                    () -> interaction.forward(rig.stream(), x, 1, three));
            refused(
                    "x has 12 columns, expected a multiple of count, which is 5: vectors of one size",
                    () -> interaction.forward(rig.stream(), x, 5, three));
            refused("y is [2, 3], expected [2, 6]", () -> interaction.forward(rig.stream(), x, 4, three));
            refused("dy is [2, 3], expected [2, 6]", () -> interaction.backward(rig.stream(), x, 4, three, x));
            refused("dx is [2, 3], expected [2, 12]", () -> interaction.backward(rig.stream(), x, 3, three, three));
        }
    }

    private static void refused(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
