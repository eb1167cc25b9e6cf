package dev.braid.ops.linear;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.ops.Rig;
import dev.braid.ops.Setting;
import dev.braid.ops.device.CpuStream;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Matrix;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LinearContractTest {
    private static final int TRIALS = 12;
    private static final Linear FLOAT = new LinearOracle(Precision.FLOAT);
    private static final Linear DOUBLE = new LinearOracle(Precision.DOUBLE);

    static Stream<Setting> settings() {
        return Setting.all().stream();
    }

    static Stream<Function<Rig, Linear>> implementations() {
        return Stream.of(rig -> FLOAT, rig -> new LinearVector(rig.device().pool()));
    }

    private static PackedWeight packed(Rig rig, Linear linear, Matrix w) {
        return packed(rig, linear, w, Linear.Use.FORWARD_AND_GRADIENT);
    }

    private static PackedWeight packed(Rig rig, Linear linear, Matrix w, Linear.Use use) {
        PackedWeight packed = linear.allocate(rig.arena(), "w", w.rows(), w.cols(), use);
        int cut = rig.random().nextInt(w.rows() + 1);
        rig.run(() -> {
            linear.pack(rig.stream(), w.rows(0, cut), 0, packed);
            linear.pack(rig.stream(), w.rows(cut, w.rows() - cut), cut, packed);
        });
        return packed;
    }

    @ParameterizedTest
    @MethodSource("settings")
    void forwardHasTheOraclesBits(Setting setting) {
        try (Rig rig = new Rig(setting)) {
            Linear vector = new LinearVector(rig.device().pool());
            for (int trial = 0; trial < TRIALS; trial++) {
                Matrix w = rig.values(rig.size(300), rig.size(600));
                Matrix x = rig.values(rig.size(80), w.cols());
                Matrix bias = rig.random().nextBoolean() ? rig.values(1, w.rows()) : null;
                Matrix expected = rig.poisoned(x.rows(), w.rows());
                Matrix exact = rig.poisoned(x.rows(), w.rows());
                Matrix found = rig.poisoned(x.rows(), w.rows());
                PackedWeight plain = packed(rig, FLOAT, w);
                PackedWeight wide = packed(rig, DOUBLE, w);
                PackedWeight panels = packed(rig, vector, w);
                rig.run(() -> {
                    FLOAT.forward(rig.stream(), x, plain, bias, expected);
                    DOUBLE.forward(rig.stream(), x, wide, bias, exact);
                    vector.forward(rig.stream(), x, panels, bias, found);
                });
                rig.assertBits(expected, found, "y");
                rig.assertClose(exact, found, 1e-4, "y");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void gradientsHaveTheOraclesBits(Setting setting) {
        try (Rig rig = new Rig(setting)) {
            Linear vector = new LinearVector(rig.device().pool());
            for (int trial = 0; trial < TRIALS; trial++) {
                Matrix w = rig.values(rig.size(300), rig.size(300));
                Matrix x = rig.values(rig.size(300), w.cols());
                Matrix dy = rig.values(x.rows(), w.rows());
                Linear.Write write = Linear.Write.values()[trial % 2];
                Gradients before = Gradients.start(rig, w, x, write);
                Gradients expected = before.copy(rig);
                Gradients exact = before.copy(rig);
                Gradients found = before.copy(rig);
                expected.compute(rig, FLOAT, w, x, dy, write);
                exact.compute(rig, DOUBLE, w, x, dy, write);
                found.compute(rig, vector, w, x, dy, write);
                for (int i = 0; i < 3; i++) {
                    rig.assertBits(expected.all().get(i), found.all().get(i), "gradient " + i);
                    rig.assertClose(exact.all().get(i), found.all().get(i), 1e-4, "gradient " + i);
                }
            }
        }
    }

    /** More columns than one task takes, so that blocks of whole width and the last, narrower one meet. */
    @ParameterizedTest
    @MethodSource("settings")
    void wideWeightGradientsHaveTheOraclesBits(Setting setting) {
        try (Rig rig = new Rig(setting)) {
            Linear vector = new LinearVector(rig.device().pool());
            Matrix x = rig.values(rig.size(150), 1000 + rig.size(600));
            Matrix dy = rig.values(x.rows(), 100 + rig.size(60));
            Matrix expected = rig.values(dy.cols(), x.cols());
            Matrix found = rig.copy(expected);
            rig.run(() -> {
                FLOAT.gradWeight(rig.stream(), dy, x, expected);
                vector.gradWeight(rig.stream(), dy, x, found);
            });
            rig.assertBits(expected, found, "dw");
        }
    }

    private record Gradients(Matrix dx, Matrix dw, Matrix db) {
        static Gradients start(Rig rig, Matrix w, Matrix x, Linear.Write write) {
            Matrix dx = write == Linear.Write.ADD ? rig.values(x.rows(), x.cols()) : rig.poisoned(x.rows(), x.cols());
            return new Gradients(dx, rig.values(w.rows(), w.cols()), rig.values(1, w.rows()));
        }

        List<Matrix> all() {
            return List.of(dx, dw, db);
        }

        Gradients copy(Rig rig) {
            return new Gradients(rig.copy(dx), rig.copy(dw), rig.copy(db));
        }

        void compute(Rig rig, Linear linear, Matrix w, Matrix x, Matrix dy, Linear.Write write) {
            Linear.Use use = rig.random().nextBoolean() ? Linear.Use.GRADIENT : Linear.Use.FORWARD_AND_GRADIENT;
            PackedWeight packed = packed(rig, linear, w, use);
            rig.run(() -> {
                linear.gradInput(rig.stream(), dy, packed, dx, write);
                linear.gradWeight(rig.stream(), dy, x, dw);
                linear.gradBias(rig.stream(), dy, db);
            });
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void aRowDoesNotDependOnItsNeighbours(Function<Rig, Linear> implementation) {
        try (Rig rig = new Rig(new Setting(2, CpuStream.Mode.IMMEDIATE))) {
            Linear linear = implementation.apply(rig);
            Matrix w = rig.values(rig.size(200), rig.size(600));
            Matrix x = rig.values(75, w.cols());
            Matrix all = rig.poisoned(x.rows(), w.rows());
            PackedWeight packed = packed(rig, linear, w);
            rig.run(() -> linear.forward(rig.stream(), x, packed, null, all));
            for (int count = 1; count <= 9; count++) {
                int from = rig.random().nextInt(x.rows() - count);
                int rows = count;
                Matrix some = rig.poisoned(rows, w.rows());
                rig.run(() -> linear.forward(rig.stream(), x.rows(from, rows), packed, null, some));
                rig.assertBits(all.rows(from, rows), some, "y of " + rows + " rows");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void gradientsContinueAcrossWindowsBitForBit(Function<Rig, Linear> implementation) {
        try (Rig rig = new Rig(new Setting(2, CpuStream.Mode.IMMEDIATE))) {
            Linear linear = implementation.apply(rig);
            Matrix x = rig.values(rig.size(400), rig.size(70));
            Matrix dy = rig.values(x.rows(), rig.size(70));
            Matrix once = rig.values(dy.cols(), x.cols());
            Matrix onceBias = rig.values(1, dy.cols());
            Matrix cut = rig.copy(once);
            Matrix cutBias = rig.copy(onceBias);
            rig.run(() -> {
                linear.gradWeight(rig.stream(), dy, x, once);
                linear.gradBias(rig.stream(), dy, onceBias);
                for (int end = x.rows(); end > 0; ) {
                    int begin = rig.random().nextInt(end);
                    linear.gradWeight(rig.stream(), dy.rows(begin, end - begin), x.rows(begin, end - begin), cut);
                    linear.gradBias(rig.stream(), dy.rows(begin, end - begin), cutBias);
                    end = begin;
                }
            });
            rig.assertBits(once, cut, "dw");
            rig.assertBits(onceBias, cutBias, "db");
        }
    }

    @Test
    void gradientsMatchFiniteDifferences() {
        try (Rig rig = new Rig(new Setting(1, CpuStream.Mode.IMMEDIATE))) {
            Matrix w = rig.values(5, 7);
            Matrix x = rig.values(4, 7);
            Matrix bias = rig.values(1, 5);
            Matrix dy = rig.values(4, 5);
            Matrix y = rig.poisoned(4, 5);
            Gradients zero = new Gradients(rig.copy(x), rig.copy(w), rig.copy(bias));
            zero.all().forEach(m -> clear(m));
            zero.compute(rig, DOUBLE, w, x, dy, Linear.Write.OVERWRITE);
            List<Matrix> inputs = List.of(x, w, bias);
            for (int i = 0; i < 3; i++) {
                Matrix input = inputs.get(i);
                for (int r = 0; r < input.rows(); r++) {
                    for (int c = 0; c < input.cols(); c++) {
                        double slope = Rig.slope(input, r, c, 0.5f, () -> {
                            PackedWeight packed = packed(rig, DOUBLE, w);
                            rig.run(() -> DOUBLE.forward(rig.stream(), x, packed, bias, y));
                            return Rig.dot(y, dy);
                        });
                        rig.assertClose(slope, zero.all().get(i).get(r, c), 1e-5, "gradient " + i);
                    }
                }
            }
        }
    }

    private static void clear(Matrix m) {
        for (int r = 0; r < m.rows(); r++) {
            for (int c = 0; c < m.cols(); c++) {
                m.set(r, c, 0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void refusesWhatDoesNotFit(Function<Rig, Linear> implementation) {
        try (Rig rig = new Rig(new Setting(1, CpuStream.Mode.DEFERRED))) {
            Linear linear = implementation.apply(rig);
            PackedWeight w = linear.allocate(rig.arena(), "up_proj", 5, 7, Linear.Use.FORWARD);
            refused(
                    "x is [2, 6], expected [2, 7]",
                    () -> linear.forward(rig.stream(), rig.values(2, 6), w, null, rig.values(2, 5)));
            refused(
                    "y is [3, 5], expected [2, 5]",
                    () -> linear.forward(rig.stream(), rig.values(2, 7), w, null, rig.values(3, 5)));
            refused(
                    "up_proj was allocated for Use.FORWARD",
                    () -> linear.gradInput(
                            rig.stream(), rig.values(2, 5), w, rig.values(2, 7), Linear.Write.OVERWRITE));
            PackedWeight backward = linear.allocate(rig.arena(), "up_proj", 5, 7, Linear.Use.GRADIENT);
            refused(
                    "up_proj was allocated for Use.GRADIENT",
                    () -> linear.forward(rig.stream(), rig.values(2, 7), backward, null, rig.values(2, 5)));
            refused("does not fit the packed weight [5, 7]", () -> linear.pack(rig.stream(), rig.values(3, 7), 3, w));
        }
    }

    private static void refused(String part, Runnable call) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
