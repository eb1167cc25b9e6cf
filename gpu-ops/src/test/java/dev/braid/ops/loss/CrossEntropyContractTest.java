package dev.braid.ops.loss;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CrossEntropyContractTest {
    private static final int TRIALS = 12;
    private static final CrossEntropy FLOAT = new CrossEntropyOracle(Precision.FLOAT);
    private static final CrossEntropy DOUBLE = new CrossEntropyOracle(Precision.DOUBLE);

    static Stream<Setting> settings() {
        return Setting.all().stream();
    }

    static Stream<Function<Rig, CrossEntropy>> implementations() {
        return Stream.of(
                rig -> FLOAT, rig -> new CrossEntropyVector(rig.device().pool()));
    }

    private static Matrix logits(Rig rig, int rows, int vocabulary) {
        Matrix logits = rig.values(rows, vocabulary);
        for (int r = 0; r < rows; r++) {
            float spread = (float) Math.pow(10, rig.random().nextDouble(-1, 2.5));
            for (int c = 0; c < vocabulary; c++) {
                logits.set(r, c, logits.get(r, c) * spread);
            }
        }
        return logits;
    }

    private static Ints labels(Rig rig, int rows, int vocabulary) {
        int[] labels = new int[rows];
        for (int r = 0; r < rows; r++) {
            labels[r] = rig.random().nextInt(4) == 0
                    ? CrossEntropy.IGNORED
                    : rig.random().nextInt(vocabulary);
        }
        return rig.ints(labels);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void hasTheOraclesBits(Setting setting) {
        try (Rig rig = new Rig(setting)) {
            CrossEntropy vector = new CrossEntropyVector(rig.device().pool());
            for (int trial = 0; trial < TRIALS; trial++) {
                Matrix expected = logits(rig, rig.size(30), rig.size(5000));
                Matrix exact = rig.copy(expected);
                Matrix found = rig.copy(expected);
                Ints labels = labels(rig, expected.rows(), expected.cols());
                Matrix expectedNll = rig.poisoned(expected.rows(), 1);
                Matrix exactNll = rig.poisoned(expected.rows(), 1);
                Matrix foundNll = rig.poisoned(expected.rows(), 1);
                CrossEntropy.Gradient gradient = CrossEntropy.Gradient.values()[trial % 2];
                rig.run(() -> {
                    FLOAT.apply(rig.stream(), expected, labels, expectedNll, gradient);
                    DOUBLE.apply(rig.stream(), exact, labels, exactNll, gradient);
                    vector.apply(rig.stream(), found, labels, foundNll, gradient);
                });
                rig.assertBits(expectedNll, foundNll, "nll");
                rig.assertClose(exactNll, foundNll, 1e-5, "nll");
                if (gradient == CrossEntropy.Gradient.IN_PLACE) {
                    rig.assertBits(expected, found, "gradient");
                    rig.assertClose(exact, found, 1e-5, "gradient");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void aRowDoesNotDependOnItsNeighbours(Function<Rig, CrossEntropy> implementation) {
        try (Rig rig = new Rig(new Setting(3, CpuStream.Mode.IMMEDIATE))) {
            CrossEntropy loss = implementation.apply(rig);
            Matrix all = logits(rig, 40, rig.size(1000));
            Matrix alone = rig.copy(all);
            Ints labels = labels(rig, 40, all.cols());
            Matrix nll = rig.poisoned(40, 1);
            Matrix nllAlone = rig.poisoned(40, 1);
            rig.run(() -> {
                loss.apply(rig.stream(), all, labels, nll, CrossEntropy.Gradient.IN_PLACE);
                for (int r = 0; r < 40; r++) {
                    loss.apply(
                            rig.stream(),
                            alone.rows(r, 1),
                            labels.slice(r, 1),
                            nllAlone.rows(r, 1),
                            CrossEntropy.Gradient.IN_PLACE);
                }
            });
            rig.assertBits(all, alone, "gradient");
            rig.assertBits(nll, nllAlone, "nll");
        }
    }

    @Test
    void gradientMatchesFiniteDifferences() {
        try (Rig rig = new Rig(new Setting(1, CpuStream.Mode.IMMEDIATE))) {
            Matrix logits = rig.values(3, 19);
            Ints labels = rig.ints(4, CrossEntropy.IGNORED, 18);
            Matrix gradient = rig.copy(logits);
            Matrix nll = rig.poisoned(3, 1);
            rig.run(() -> DOUBLE.apply(rig.stream(), gradient, labels, nll, CrossEntropy.Gradient.IN_PLACE));
            for (int r = 0; r < 3; r++) {
                for (int c = 0; c < 19; c++) {
                    double slope = Rig.slope(logits, r, c, 0.015625f, () -> {
                        Matrix scratch = rig.copy(logits);
                        rig.run(() -> DOUBLE.apply(rig.stream(), scratch, labels, nll, CrossEntropy.Gradient.NONE));
                        return (double) nll.get(0, 0) + nll.get(1, 0) + nll.get(2, 0);
                    });
                    rig.assertClose(slope, gradient.get(r, c), 1e-4, "gradient (" + r + ", " + c + ")");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void refusesALabelOutsideTheVocabularyWhenItRuns(Function<Rig, CrossEntropy> implementation) {
        try (Rig rig = new Rig(new Setting(2, CpuStream.Mode.DEFERRED))) {
            CrossEntropy loss = implementation.apply(rig);
            Matrix logits = rig.values(2, 9);
            Ints labels = rig.ints(3, 9);
            Matrix nll = rig.poisoned(2, 1);
            Runnable call =
                    () -> rig.run(() -> loss.apply(rig.stream(), logits, labels, nll, CrossEntropy.Gradient.NONE));
            assertEquals(
                    "labels[1] is 9, must be in [0, 9)",
                    assertThrows(IndexOutOfBoundsException.class, call::run).getMessage());
        }
    }
}
