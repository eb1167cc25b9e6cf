package dev.braid.ops.pointwise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.braid.ops.Rig;
import dev.braid.ops.Setting;
import dev.braid.ops.device.CpuStream;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PointwiseContractTest {
    private static final int TRIALS = 12;
    private static final Pointwise FLOAT = new PointwiseOracle(Precision.FLOAT);

    static Stream<Setting> settings() {
        return Setting.all().stream();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void hasTheOraclesBits(Setting setting) {
        try (Rig rig = new Rig(setting)) {
            Pointwise vector = new PointwiseVector(rig.device().pool());
            for (int trial = 0; trial < TRIALS; trial++) {
                Matrix a = rig.values(rig.size(60), rig.size(1200));
                Matrix b = rig.values(a.rows(), a.cols());
                Ints rows = rig.randomInts(rig.size(90), 0, a.rows());
                Matrix[] expected = all(rig, FLOAT, a, b, rows);
                Matrix[] found = all(rig, vector, a, b, rows);
                for (int i = 0; i < expected.length; i++) {
                    rig.assertBits(expected[i], found[i], "operation " + i);
                }
            }
        }
    }

    private static Matrix[] all(Rig rig, Pointwise pointwise, Matrix a, Matrix b, Ints rows) {
        Matrix sum = rig.poisoned(a.rows(), a.cols());
        Matrix inPlace = rig.copy(a);
        Matrix copy = rig.poisoned(a.rows(), a.cols());
        Matrix gathered = rig.poisoned(rows.count(), a.cols());
        Matrix filled = rig.poisoned(a.rows(), a.cols());
        rig.run(() -> {
            pointwise.add(rig.stream(), a, b, sum);
            pointwise.add(rig.stream(), b, inPlace, inPlace);
            pointwise.copy(rig.stream(), a, copy);
            pointwise.gather(rig.stream(), a, rows, gathered);
            pointwise.fill(rig.stream(), filled, 1.5f);
        });
        return new Matrix[] {sum, inPlace, copy, gathered, filled};
    }

    @Test
    void refusesWhatDoesNotFit() {
        try (Rig rig = new Rig(new Setting(2, CpuStream.Mode.IMMEDIATE))) {
            for (Pointwise pointwise :
                    new Pointwise[] {FLOAT, new PointwiseVector(rig.device().pool())}) {
                Matrix x = rig.values(3, 4);
                assertEquals(
                        "b is [3, 5], expected [3, 4]",
                        assertThrows(
                                        IllegalArgumentException.class,
                                        () -> pointwise.add(rig.stream(), x, rig.values(3, 5), x))
                                .getMessage());
                assertEquals(
                        "rows[0] is 3, must be in [0, 3)",
                        assertThrows(
                                        IndexOutOfBoundsException.class,
                                        () -> pointwise.gather(rig.stream(), x, rig.ints(3), rig.values(1, 4)))
                                .getMessage());
            }
        }
    }
}
