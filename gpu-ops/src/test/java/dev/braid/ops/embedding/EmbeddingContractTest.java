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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EmbeddingContractTest {
    private static final int TRIALS = 12;
    private static final Embedding FLOAT = new EmbeddingOracle(Precision.FLOAT);
    private static final Embedding DOUBLE = new EmbeddingOracle(Precision.DOUBLE);

    static Stream<Setting> settings() {
        return Setting.all().stream();
    }

    static Stream<Function<Rig, Embedding>> implementations() {
        return Stream.of(rig -> FLOAT, rig -> new EmbeddingVector(rig.device().pool()));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void hasTheOraclesBits(Setting setting) {
        try (Rig rig = new Rig(setting)) {
            Embedding vector = new EmbeddingVector(rig.device().pool());
            for (int trial = 0; trial < TRIALS; trial++) {
                Matrix table = rig.values(rig.size(60), rig.size(600));
                Ints ids = rig.randomInts(rig.size(130), 0, table.rows());
                Matrix dy = rig.values(ids.count(), table.cols());
                Matrix expected = rig.poisoned(ids.count(), table.cols());
                Matrix found = rig.poisoned(ids.count(), table.cols());
                Matrix expectedGradient = rig.copy(table);
                Matrix exactGradient = rig.copy(table);
                Matrix foundGradient = rig.copy(table);
                rig.run(() -> {
                    FLOAT.forward(rig.stream(), ids, table, expected);
                    vector.forward(rig.stream(), ids, table, found);
                    FLOAT.gradTable(rig.stream(), ids, dy, expectedGradient);
                    DOUBLE.gradTable(rig.stream(), ids, dy, exactGradient);
                    vector.gradTable(rig.stream(), ids, dy, foundGradient);
                });
                rig.assertBits(expected, found, "y");
                rig.assertBits(expectedGradient, foundGradient, "dTable");
                rig.assertClose(exactGradient, foundGradient, 1e-5, "dTable");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void gradientIsTheTransposeOfTheLookup(Function<Rig, Embedding> implementation) {
        try (Rig rig = new Rig(new Setting(2, CpuStream.Mode.IMMEDIATE))) {
            Embedding embedding = implementation.apply(rig);
            Matrix table = rig.values(11, 20);
            Matrix gradient = rig.values(11, 20);
            Matrix before = rig.copy(gradient);
            Ints ids = rig.randomInts(50, 0, 11);
            Matrix dy = rig.values(50, 20);
            Matrix y = rig.poisoned(50, 20);
            rig.run(() -> {
                embedding.forward(rig.stream(), ids, table, y);
                embedding.gradTable(rig.stream(), ids, dy, gradient);
            });
            rig.assertClose(
                    Rig.dot(y, dy), Rig.dot(table, gradient) - Rig.dot(table, before), 1e-4, "<y, dy> and <t, dt>");
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void gradientContinuesAcrossWindowsBitForBit(Function<Rig, Embedding> implementation) {
        try (Rig rig = new Rig(new Setting(2, CpuStream.Mode.IMMEDIATE))) {
            Embedding embedding = implementation.apply(rig);
            Matrix once = rig.values(7, 33);
            Matrix cut = rig.copy(once);
            Ints ids = rig.randomInts(100, 0, 7);
            Matrix dy = rig.values(100, 33);
            rig.run(() -> {
                embedding.gradTable(rig.stream(), ids, dy, once);
                for (int end = 100; end > 0; ) {
                    int begin = rig.random().nextInt(end);
                    embedding.gradTable(rig.stream(), ids.slice(begin, end - begin), dy.rows(begin, end - begin), cut);
                    end = begin;
                }
            });
            rig.assertBits(once, cut, "dTable");
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void refusesAnIdOutsideTheTableWhenItRuns(Function<Rig, Embedding> implementation) {
        try (Rig rig = new Rig(new Setting(2, CpuStream.Mode.DEFERRED))) {
            Embedding embedding = implementation.apply(rig);
            Matrix table = rig.values(4, 5);
            Matrix y = rig.poisoned(2, 5);
            Ints ids = rig.ints(0, -1);
            Runnable call = () -> rig.run(() -> embedding.forward(rig.stream(), ids, table, y));
            assertEquals(
                    "ids[1] is -1, must be in [0, 4)",
                    assertThrows(IndexOutOfBoundsException.class, call::run).getMessage());
        }
    }
}
