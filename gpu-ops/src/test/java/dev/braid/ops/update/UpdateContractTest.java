package dev.braid.ops.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.braid.ops.Rig;
import dev.braid.ops.Setting;
import dev.braid.ops.device.CpuStream;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Matrix;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UpdateContractTest {
    private static final int STEPS = 8;

    static Stream<Setting> settings() {
        return Setting.all().stream();
    }

    /** Parameters and moments in one implementation's hands. */
    private record State(Update update, Matrix sgd, Matrix param, Matrix m, Matrix v) {
        static State start(Rig rig, Update update, Matrix param) {
            Matrix m = rig.copy(param);
            Matrix v = rig.copy(param);
            for (int r = 0; r < param.rows(); r++) {
                for (int c = 0; c < param.cols(); c++) {
                    m.set(r, c, 0);
                    v.set(r, c, 0);
                }
            }
            return new State(update, rig.copy(param), rig.copy(param), m, v);
        }

        void step(Rig rig, Matrix grad, Update.AdamW settings) {
            update.sgd(rig.stream(), sgd, grad, 0.3f, settings.learningRate(), settings.weightDecay());
            update.adamW(rig.stream(), param, grad, 0.3f, m, v, settings);
        }

        List<Matrix> all() {
            return List.of(sgd, param, m, v);
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void hasTheOraclesBits(Setting setting) {
        try (Rig rig = new Rig(setting)) {
            for (int trial = 0; trial < 6; trial++) {
                Matrix param = rig.values(rig.size(60), rig.size(700));
                State expected = State.start(rig, new UpdateOracle(Precision.FLOAT), param);
                State exact = State.start(rig, new UpdateOracle(Precision.DOUBLE), param);
                State found = State.start(rig, new UpdateVector(rig.device().pool()), param);
                for (int step = 1; step <= STEPS; step++) {
                    Matrix grad = rig.values(param.rows(), param.cols());
                    Update.AdamW settings = new Update.AdamW(1e-2, 0.9, 0.95, 1e-8, 0.1, step);
                    rig.run(() -> List.of(expected, exact, found).forEach(state -> state.step(rig, grad, settings)));
                }
                for (int i = 0; i < 4; i++) {
                    rig.assertBits(expected.all().get(i), found.all().get(i), "state " + i);
                    rig.assertClose(exact.all().get(i), found.all().get(i), 1e-5, "state " + i);
                }
            }
        }
    }

    @Test
    void followsTheDefinitionOfAdamW() {
        try (Rig rig = new Rig(new Setting(1, CpuStream.Mode.IMMEDIATE))) {
            Matrix param = rig.values(1, 1);
            State state = State.start(rig, new UpdateOracle(Precision.DOUBLE), param);
            double p = param.get(0, 0);
            double m = 0;
            double v = 0;
            for (int step = 1; step <= 50; step++) {
                Matrix grad = rig.values(1, 1);
                Update.AdamW settings = new Update.AdamW(1e-2, 0.9, 0.999, 1e-8, 0.01, step);
                rig.run(() -> state.step(rig, grad, settings));
                double g = 0.3f * (double) grad.get(0, 0);
                m = 0.9 * m + 0.1 * g;
                v = 0.999 * v + 0.001 * g * g;
                double meanHat = m / (1 - Math.pow(0.9, step));
                double squareHat = v / (1 - Math.pow(0.999, step));
                p = p - 1e-2 * 0.01 * p - 1e-2 * meanHat / (Math.sqrt(squareHat) + 1e-8);
                rig.assertClose(p, state.param().get(0, 0), 1e-5, "parameter after step " + step);
            }
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        try (Rig rig = new Rig(new Setting(1, CpuStream.Mode.IMMEDIATE))) {
            Matrix p = rig.values(3, 4);
            Matrix short3 = rig.values(3, 3);
            for (Update update : List.of(
                    new UpdateOracle(Precision.FLOAT),
                    new UpdateVector(rig.device().pool()))) {
                assertEquals(
                        "grad is [3, 3], expected [3, 4]",
                        assertThrows(
                                        IllegalArgumentException.class,
                                        () -> update.sgd(rig.stream(), p, short3, 1, 0.1, 0))
                                .getMessage());
            }
            assertEquals(
                    "step is 0, must be at least 1",
                    assertThrows(IllegalArgumentException.class, () -> new Update.AdamW(1e-3, 0.9, 0.999, 1e-8, 0, 0))
                            .getMessage());
        }
    }
}
