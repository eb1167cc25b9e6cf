package dev.braid.ops.rescale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.braid.ops.Rig;
import dev.braid.ops.Setting;
import dev.braid.ops.device.CpuStream;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every implementation of rescaling must do. */
class RescaleContractTest {
    private static final int TRIALS = 10;
    private static final Rescale FLOAT = new RescaleOracle(Precision.FLOAT);
    private static final Rescale DOUBLE = new RescaleOracle(Precision.DOUBLE);

    static Stream<Setting> settings() {
        return Setting.all().stream();
    }

    private record Case(Matrix x, Matrix dy, Ints slot, List<Matrix> bank, Matrix before) {
        static Case random(Rig rig) {
            Matrix x = rig.values(rig.size(60), rig.size(900));
            List<Matrix> bank = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                bank.add(i == 2 ? null : rig.values(1, x.cols()));
            }
            Matrix dy = rig.values(x.rows(), x.cols());
            return new Case(x, dy, rig.randomInts(x.rows(), -1, 4), bank, rig.values(1, x.cols()));
        }

        Matrix[] results(Rig rig, Rescale rescale) {
            Matrix y = rig.poisoned(x.rows(), x.cols());
            Matrix dx = rig.poisoned(x.rows(), x.cols());
            Matrix dl = rig.copy(before);
            rig.run(() -> {
                rescale.forward(rig.stream(), x, slot, bank, y);
                rescale.gradInput(rig.stream(), dy, bank.get(0), dx);
                rescale.gradVector(rig.stream(), dy, x, dl);
            });
            return new Matrix[] {y, dx, dl};
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void hasTheOraclesBits(Setting setting) {
        try (Rig rig = new Rig(setting)) {
            for (int trial = 0; trial < TRIALS; trial++) {
                Case random = Case.random(rig);
                Matrix[] expected = random.results(rig, FLOAT);
                Matrix[] found =
                        random.results(rig, new RescaleVector(rig.device().pool()));
                for (int i = 0; i < expected.length; i++) {
                    rig.assertBits(expected[i], found[i], "result " + i);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void gradientsDoNotDependOnWindows(Setting setting) {
        try (Rig rig = new Rig(setting)) {
            Rescale rescale = new RescaleVector(rig.device().pool());
            for (int trial = 0; trial < TRIALS; trial++) {
                Case random = Case.random(rig);
                Matrix whole = random.results(rig, rescale)[2];
                Matrix dl = rig.copy(random.before());
                int cut = rig.random().nextInt(random.x().rows() + 1);
                int rest = random.x().rows() - cut;
                rig.run(() -> {
                    rescale.gradVector(
                            rig.stream(),
                            random.dy().rows(cut, rest),
                            random.x().rows(cut, rest),
                            dl);
                    rescale.gradVector(
                            rig.stream(), random.dy().rows(0, cut), random.x().rows(0, cut), dl);
                });
                rig.assertBits(whole, dl, "dl, cut at " + cut);
            }
        }
    }

    @Test
    void rowsWithoutAVectorKeepTheirBits() {
        try (Rig rig = new Rig(new Setting(2, CpuStream.Mode.IMMEDIATE))) {
            Case random = Case.random(rig);
            Matrix y = random.results(rig, new RescaleVector(rig.device().pool()))[0];
            for (int r = 0; r < y.rows(); r++) {
                int slot = random.slot().get(r);
                for (int c = 0; slot == -1 || slot == 2 ? c < y.cols() : c < 0; c++) {
                    assertEquals(
                            Float.floatToRawIntBits(random.x().get(r, c)),
                            Float.floatToRawIntBits(y.get(r, c)),
                            "row " + r);
                }
            }
        }
    }

    @Test
    void gradientsAreThoseOfTheForwardPass() {
        try (Rig rig = new Rig(new Setting(1, CpuStream.Mode.IMMEDIATE))) {
            Matrix x = rig.values(3, 5);
            Matrix l = rig.values(1, 5);
            Matrix dy = rig.values(3, 5);
            Matrix dx = rig.poisoned(3, 5);
            Matrix dl = rig.poisoned(1, 5);
            for (int c = 0; c < 5; c++) {
                dl.set(0, c, 0);
            }
            DOUBLE.gradInput(rig.stream(), dy, l, dx);
            DOUBLE.gradVector(rig.stream(), dy, x, dl);
            for (int c = 0; c < 5; c++) {
                assertEquals(slope(rig, l, 0, c, x, l, dy), dl.get(0, c), 1e-4);
                assertEquals(slope(rig, x, 1, c, x, l, dy), dx.get(1, c), 1e-4);
            }
        }
    }

    private static double slope(Rig rig, Matrix input, int r, int c, Matrix x, Matrix l, Matrix dy) {
        float held = input.get(r, c);
        float step = 1f / 64;
        input.set(r, c, held + step);
        double above = dot(rig, x, l, dy);
        input.set(r, c, held - step);
        double below = dot(rig, x, l, dy);
        input.set(r, c, held);
        return (above - below) / (2 * step);
    }

    private static double dot(Rig rig, Matrix x, Matrix l, Matrix dy) {
        Matrix y = rig.poisoned(x.rows(), x.cols());
        DOUBLE.forward(rig.stream(), x, rig.ints(0, 0, 0), List.of(l), y);
        double sum = 0;
        for (int r = 0; r < y.rows(); r++) {
            for (int c = 0; c < y.cols(); c++) {
                sum += (double) y.get(r, c) * dy.get(r, c);
            }
        }
        return sum;
    }

    @Test
    void refusesWhatDoesNotFit() {
        try (Rig rig = new Rig(new Setting(2, CpuStream.Mode.IMMEDIATE))) {
            for (Rescale rescale :
                    new Rescale[] {FLOAT, new RescaleVector(rig.device().pool())}) {
                Matrix x = rig.values(3, 4);
                assertEquals(
                        "l is [1, 5], expected [1, 4]",
                        assertThrows(
                                        IllegalArgumentException.class,
                                        () -> rescale.gradInput(rig.stream(), x, rig.values(1, 5), x))
                                .getMessage());
                assertEquals(
                        "slot[1] is 1, must be in [0, 1)",
                        assertThrows(
                                        IndexOutOfBoundsException.class,
                                        () -> rescale.forward(
                                                rig.stream(),
                                                x,
                                                rig.ints(0, 1, 0),
                                                List.of(rig.values(1, 4)),
                                                rig.values(3, 4)))
                                .getMessage());
            }
        }
    }
}
