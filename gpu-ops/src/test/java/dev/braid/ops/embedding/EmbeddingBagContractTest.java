package dev.braid.ops.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.braid.ops.Rig;
import dev.braid.ops.Setting;
import dev.braid.ops.device.CpuStream;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every implementation of bags of embeddings must do. */
class EmbeddingBagContractTest {
    private static final int TRIALS = 12;
    private static final EmbeddingBag FLOAT = new EmbeddingBagOracle(Precision.FLOAT);
    private static final EmbeddingBag DOUBLE = new EmbeddingBagOracle(Precision.DOUBLE);

    static Stream<Setting> settings() {
        return Setting.all().stream();
    }

    static Stream<Function<Rig, EmbeddingBag>> implementations() {
        return Stream.of(
                rig -> FLOAT, rig -> new EmbeddingBagVector(rig.device().pool()));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void hasTheOraclesBits(Setting setting) {
        try (Rig rig = new Rig(setting)) {
            EmbeddingBag vector = new EmbeddingBagVector(rig.device().pool());
            for (int trial = 0; trial < TRIALS; trial++) {
                int bagSize = rig.size(20);
                Matrix table = rig.values(rig.size(60), rig.size(200));
                Matrix dy = rig.values(rig.size(130), table.cols());
                Ints ids = rig.randomInts(dy.rows() * bagSize, EmbeddingBag.NO_ROW, table.rows());
                Matrix expected = rig.poisoned(dy.rows(), table.cols());
                Matrix exact = rig.poisoned(dy.rows(), table.cols());
                Matrix found = rig.poisoned(dy.rows(), table.cols());
                Matrix expectedGradient = rig.copy(table);
                Matrix exactGradient = rig.copy(table);
                Matrix foundGradient = rig.copy(table);
                Matrix magnitudesOfDy = rig.magnitudes(dy);
                Matrix summedMagnitudes = rig.magnitudes(table);
                rig.run(() -> {
                    FLOAT.forward(rig.stream(), table, ids, bagSize, expected);
                    DOUBLE.forward(rig.stream(), table, ids, bagSize, exact);
                    vector.forward(rig.stream(), table, ids, bagSize, found);
                    FLOAT.gradTable(rig.stream(), ids, bagSize, dy, expectedGradient);
                    DOUBLE.gradTable(rig.stream(), ids, bagSize, dy, exactGradient);
                    DOUBLE.gradTable(rig.stream(), ids, bagSize, magnitudesOfDy, summedMagnitudes);
                    vector.gradTable(rig.stream(), ids, bagSize, dy, foundGradient);
                });
                rig.assertBits(expected, found, "y");
                rig.assertClose(exact, found, 1e-5, "y");
                rig.assertBits(expectedGradient, foundGradient, "dTable");
                rig.assertSumsClose(exactGradient, foundGradient, summedMagnitudes, "dTable");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void aBagIsTheSumOfItsRows(Function<Rig, EmbeddingBag> implementation) {
        try (Rig rig = new Rig(new Setting(2, CpuStream.Mode.DEFERRED))) {
            Matrix table = rig.values(3, 20);
            Ints ids = rig.ints(2, 0, -1, -1, -1, -1, -1, 1, 1);
            Matrix y = rig.poisoned(3, 20);
            rig.run(() -> implementation.apply(rig).forward(rig.stream(), table, ids, 3, y));
            for (int c = 0; c < 20; c++) {
                assertEquals(table.get(2, c) + table.get(0, c), y.get(0, c));
                assertEquals(0, y.get(1, c));
                assertEquals(2 * table.get(1, c), y.get(2, c));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void gradientIsThatOfTheForwardPass(Function<Rig, EmbeddingBag> implementation) {
        try (Rig rig = new Rig(new Setting(2, CpuStream.Mode.IMMEDIATE))) {
            EmbeddingBag bags = implementation.apply(rig);
            Matrix table = rig.values(5, 9);
            Ints ids = rig.randomInts(8 * 4, EmbeddingBag.NO_ROW, 5);
            Matrix dy = rig.values(8, 9);
            Matrix y = rig.poisoned(8, 9);
            Matrix gradient = rig.values(5, 9);
            Matrix before = rig.copy(gradient);
            rig.run(() -> bags.gradTable(rig.stream(), ids, 4, dy, gradient));
            for (int v = 0; v < table.rows(); v++) {
                for (int c = 0; c < table.cols(); c++) {
                    double slope = Rig.slope(table, v, c, 1f / 64, () -> {
                        rig.run(() -> DOUBLE.forward(rig.stream(), table, ids, 4, y));
                        return Rig.dot(y, dy);
                    });
                    rig.assertClose(
                            slope, gradient.get(v, c) - before.get(v, c), 1e-3, "dTable (" + v + ", " + c + ")");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void gradientContinuesAcrossWindowsBitForBit(Function<Rig, EmbeddingBag> implementation) {
        try (Rig rig = new Rig(new Setting(2, CpuStream.Mode.IMMEDIATE))) {
            EmbeddingBag bags = implementation.apply(rig);
            Matrix once = rig.values(7, 33);
            Matrix cut = rig.copy(once);
            Ints ids = rig.randomInts(100 * 3, EmbeddingBag.NO_ROW, 7);
            Matrix dy = rig.values(100, 33);
            rig.run(() -> {
                bags.gradTable(rig.stream(), ids, 3, dy, once);
                for (int end = 100; end > 0; ) {
                    int begin = rig.random().nextInt(end);
                    int count = end - begin;
                    bags.gradTable(rig.stream(), ids.slice(3 * begin, 3 * count), 3, dy.rows(begin, count), cut);
                    end = begin;
                }
            });
            rig.assertBits(once, cut, "dTable");
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void refusesAnIdOutsideTheTableWhenItRuns(Function<Rig, EmbeddingBag> implementation) {
        try (Rig rig = new Rig(new Setting(2, CpuStream.Mode.DEFERRED))) {
            EmbeddingBag bags = implementation.apply(rig);
            Matrix table = rig.values(4, 5);
            Matrix y = rig.values(1, 5);
            Ints low = rig.ints(0, -2);
            Ints high = rig.ints(4, -1);
            refused(
                    IndexOutOfBoundsException.class,
                    "ids[1] is -2, must be in [0, 4)",
                    () -> rig.run(() -> bags.forward(rig.stream(), table, low, 2, y)));
            refused(
                    IndexOutOfBoundsException.class,
                    "ids[0] is 4, must be in [0, 4)",
                    () -> rig.run(() -> bags.gradTable(rig.stream(), high, 2, y, table)));
        }
    }

    private static void refused(Class<? extends RuntimeException> as, String message, Executable call) {
        assertEquals(message, assertThrows(as, call).getMessage());
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void aWrongShapeIsNamed(Function<Rig, EmbeddingBag> implementation) {
        try (Rig rig = new Rig(new Setting(1, CpuStream.Mode.IMMEDIATE))) {
            EmbeddingBag bags = implementation.apply(rig);
            Matrix table = rig.values(4, 5);
            Ints ids = rig.ints(0, 1, 2);
            refused(
                    IllegalArgumentException.class,
                    "bagSize is 0, must be at least 1: fill empty bags up with -1",
                    () -> bags.forward(rig.stream(), table, ids, 0, rig.values(3, 5)));
            refused(
                    IllegalArgumentException.class,
                    "ids has 3 elements, expected 4, 2 for each of the 2 rows of y",
                    () -> bags.forward(rig.stream(), table, ids, 2, rig.values(2, 5)));
            refused(
                    IllegalArgumentException.class,
                    "dy is [3, 6], expected [3, 5]",
                    () -> bags.gradTable(rig.stream(), ids, 1, rig.values(3, 6), table));
        }
    }
}
