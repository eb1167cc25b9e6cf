package dev.braid.ops.lora;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.ops.Rig;
import dev.braid.ops.Setting;
import dev.braid.ops.device.CpuStream;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LoraContractTest {
    private static final int TRIALS = 8;
    private static final Lora FLOAT = new LoraOracle(Precision.FLOAT);
    private static final Lora DOUBLE = new LoraOracle(Precision.DOUBLE);

    static Stream<Setting> settings() {
        return Setting.all().stream();
    }

    static Stream<Function<Rig, Lora>> implementations() {
        return Stream.of(rig -> FLOAT, rig -> new LoraVector(rig.device().pool()));
    }

    /** Plain A and B of one adapter. */
    private record Adapter(Matrix a, Matrix b, float scale) {
        static Adapter random(Rig rig, int rank, int in, int out) {
            return new Adapter(rig.values(rank, in), rig.values(out, rank), (float)
                    rig.random().nextDouble(0.1, 3));
        }

        int rank() {
            return a.rows();
        }

        LoraWeights load(Rig rig, Lora lora) {
            LoraWeights weights = lora.allocate(rig.arena(), "q_proj", rank(), a.cols(), b.rows(), scale);
            rig.run(() -> lora.load(rig.stream(), a, b, weights));
            return weights;
        }
    }

    /** A bank of adapters of different ranks, null entries, and a batch whose rows choose among them in runs. */
    private static final class Batch {
        final int in;
        final int out;
        final List<Adapter> adapters = new ArrayList<>();
        final Matrix x;
        final Ints slot;
        final int width;

        Batch(Rig rig) {
            in = rig.size(300);
            out = rig.size(300);
            int largest = 1;
            for (int i = 0; i < 4; i++) {
                int rank = rig.size(40);
                adapters.add(i == 2 ? null : Adapter.random(rig, rank, in, out));
                largest = Math.max(largest, rank);
            }
            width = largest + rig.random().nextInt(3);
            x = rig.values(rig.size(70), in);
            int[] slots = new int[x.rows()];
            for (int r = 0; r < slots.length; r++) {
                boolean same = r > 0 && rig.random().nextInt(3) > 0;
                slots[r] = same ? slots[r - 1] : rig.random().nextInt(-1, adapters.size());
            }
            slot = rig.ints(slots);
        }

        List<LoraWeights> bank(Rig rig, Lora lora) {
            List<LoraWeights> bank = new ArrayList<>();
            adapters.forEach(adapter -> bank.add(adapter == null ? null : adapter.load(rig, lora)));
            return bank;
        }

        Matrix[] apply(Rig rig, Lora lora, Matrix before) {
            List<LoraWeights> bank = bank(rig, lora);
            Matrix u = rig.poisoned(x.rows(), width);
            Matrix y = rig.copy(before);
            rig.run(() -> {
                lora.shrink(rig.stream(), x, slot, bank, u);
                lora.expand(rig.stream(), u, slot, bank, y);
            });
            return new Matrix[] {u, y};
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void forwardHasTheOraclesBits(Setting setting) {
        try (Rig rig = new Rig(setting)) {
            Lora vector = new LoraVector(rig.device().pool());
            for (int trial = 0; trial < TRIALS; trial++) {
                Batch batch = new Batch(rig);
                Matrix before = rig.values(batch.x.rows(), batch.out);
                Matrix[] expected = batch.apply(rig, FLOAT, before);
                Matrix[] exact = batch.apply(rig, DOUBLE, before);
                Matrix[] found = batch.apply(rig, vector, before);
                for (int i = 0; i < 2; i++) {
                    rig.assertBits(expected[i], found[i], "uy".substring(i, i + 1));
                    rig.assertClose(exact[i], found[i], 1e-4, "uy".substring(i, i + 1));
                }
            }
        }
    }

    /** A window of one adapter and its gradients. */
    private record Window(Adapter adapter, Matrix x, Matrix u, Matrix dy) {
        static Window random(Rig rig) {
            Adapter adapter = Adapter.random(rig, rig.size(40), rig.size(150), rig.size(150));
            int rows = rig.size(300);
            return new Window(
                    adapter,
                    rig.values(rows, adapter.a().cols()),
                    rig.values(rows, adapter.rank() + rig.random().nextInt(3)),
                    rig.values(rows, adapter.b().rows()));
        }

        Window rows(int from, int count) {
            return new Window(adapter, x.rows(from, count), u.rows(from, count), dy.rows(from, count));
        }

        List<Matrix> gradients(Rig rig) {
            return List.of(
                    rig.poisoned(u.rows(), u.cols()),
                    rig.values(adapter.b().rows(), adapter.rank()),
                    rig.values(x.rows(), x.cols()),
                    rig.values(adapter.rank(), x.cols()));
        }

        void enqueue(Rig rig, Lora lora, LoraWeights weights, Matrix du, Matrix db, Matrix dx, Matrix da) {
            lora.expandGradInput(rig.stream(), dy, weights, du);
            lora.expandGradWeight(rig.stream(), dy, u, weights, db);
            lora.shrinkGradInput(rig.stream(), du, weights, dx);
            lora.shrinkGradWeight(rig.stream(), du, x, weights, da);
        }

        List<Matrix> compute(Rig rig, Lora lora, List<Matrix> start) {
            LoraWeights weights = adapter.load(rig, lora);
            List<Matrix> g = start.stream().map(rig::copy).toList();
            rig.run(() -> enqueue(rig, lora, weights, g.get(0), g.get(1), g.get(2), g.get(3)));
            return g;
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void gradientsHaveTheOraclesBits(Setting setting) {
        try (Rig rig = new Rig(setting)) {
            Lora vector = new LoraVector(rig.device().pool());
            for (int trial = 0; trial < TRIALS; trial++) {
                Window window = Window.random(rig);
                List<Matrix> start = window.gradients(rig);
                List<Matrix> expected = window.compute(rig, FLOAT, start);
                List<Matrix> exact = window.compute(rig, DOUBLE, start);
                List<Matrix> found = window.compute(rig, vector, start);
                for (int i = 0; i < 4; i++) {
                    rig.assertBits(expected.get(i), found.get(i), "gradient " + i);
                    rig.assertClose(exact.get(i), found.get(i), 1e-3, "gradient " + i);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void gradientsContinueAcrossWindowsBitForBit(Function<Rig, Lora> implementation) {
        try (Rig rig = new Rig(new Setting(2, CpuStream.Mode.IMMEDIATE))) {
            Lora lora = implementation.apply(rig);
            Window whole = Window.random(rig);
            List<Matrix> start = whole.gradients(rig);
            List<Matrix> once = whole.compute(rig, lora, start);
            List<Matrix> cut = start.stream().map(rig::copy).toList();
            LoraWeights weights = whole.adapter().load(rig, lora);
            rig.run(() -> {
                for (int end = whole.x().rows(); end > 0; ) {
                    int begin = rig.random().nextInt(end);
                    int count = end - begin;
                    Matrix du = cut.get(0).rows(begin, count);
                    Matrix dx = cut.get(2).rows(begin, count);
                    whole.rows(begin, count).enqueue(rig, lora, weights, du, cut.get(1), dx, cut.get(3));
                    end = begin;
                }
            });
            for (int i = 0; i < 4; i++) {
                rig.assertBits(once.get(i), cut.get(i), "gradient " + i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void aRowDoesNotDependOnItsNeighbours(Function<Rig, Lora> implementation) {
        try (Rig rig = new Rig(new Setting(2, CpuStream.Mode.IMMEDIATE))) {
            Lora lora = implementation.apply(rig);
            Batch batch = new Batch(rig);
            Matrix before = rig.values(batch.x.rows(), batch.out);
            Matrix[] all = batch.apply(rig, lora, before);
            List<LoraWeights> bank = batch.bank(rig, lora);
            for (int row = 0; row < batch.x.rows(); row++) {
                int r = row;
                Matrix u = rig.poisoned(1, batch.width);
                Matrix y = rig.copy(before.rows(r, 1));
                rig.run(() -> {
                    lora.shrink(rig.stream(), batch.x.rows(r, 1), batch.slot.slice(r, 1), bank, u);
                    lora.expand(rig.stream(), u, batch.slot.slice(r, 1), bank, y);
                });
                rig.assertBits(all[0].rows(r, 1), u, "u alone");
                rig.assertBits(all[1].rows(r, 1), y, "y alone");
            }
        }
    }

    @Test
    void gradientsMatchFiniteDifferences() {
        try (Rig rig = new Rig(new Setting(1, CpuStream.Mode.IMMEDIATE))) {
            Adapter adapter = Adapter.random(rig, 2, 5, 4);
            Matrix x = rig.values(3, 5);
            Matrix dy = rig.values(3, 4);
            Matrix u = rig.poisoned(3, 3);
            Matrix y = rig.poisoned(3, 4);
            Ints slot = rig.ints(0, 0, 0);
            Runnable forward = () -> {
                List<LoraWeights> bank = List.of(adapter.load(rig, DOUBLE));
                zero(y);
                rig.run(() -> {
                    DOUBLE.shrink(rig.stream(), x, slot, bank, u);
                    DOUBLE.expand(rig.stream(), u, slot, bank, y);
                });
            };
            forward.run();
            Window window = new Window(adapter, x, u, dy);
            List<Matrix> start = window.gradients(rig);
            start.forEach(LoraContractTest::zero);
            List<Matrix> gradients = window.compute(rig, DOUBLE, start);
            List<Matrix> inputs = Arrays.asList(null, adapter.b(), x, adapter.a());
            for (int i = 1; i < 4; i++) {
                Matrix input = inputs.get(i);
                for (int r = 0; r < input.rows(); r++) {
                    for (int c = 0; c < input.cols(); c++) {
                        double slope = Rig.slope(input, r, c, 0.5f, () -> {
                            forward.run();
                            return Rig.dot(y, dy);
                        });
                        rig.assertClose(slope, gradients.get(i).get(r, c), 1e-5, "gradient " + i);
                    }
                }
            }
        }
    }

    private static void zero(Matrix m) {
        for (int r = 0; r < m.rows(); r++) {
            for (int c = 0; c < m.cols(); c++) {
                m.set(r, c, 0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void refusesWhatDoesNotFit(Function<Rig, Lora> implementation) {
        try (Rig rig = new Rig(new Setting(1, CpuStream.Mode.IMMEDIATE))) {
            Lora lora = implementation.apply(rig);
            LoraWeights weights = Adapter.random(rig, 4, 7, 5).load(rig, lora);
            List<LoraWeights> bank = List.of(weights);
            Matrix x = rig.values(2, 7);
            Runnable narrow = () -> lora.shrink(rig.stream(), x, rig.ints(0, 0), bank, rig.values(2, 3));
            refused(IllegalArgumentException.class, "u has 3 columns, expected at least the rank 4", narrow);
            Runnable far = () -> lora.shrink(rig.stream(), x, rig.ints(0, 1), bank, rig.values(2, 4));
            refused(IndexOutOfBoundsException.class, "slot[1] is 1, must be -1 or in [0, 1)", far);
            Runnable wide = () -> lora.load(rig.stream(), rig.values(4, 8), rig.values(5, 4), weights);
            refused(IllegalArgumentException.class, "a is [4, 8], expected [4, 7]", wide);
        }
    }

    private static void refused(Class<? extends Exception> type, String part, Runnable call) {
        String message = assertThrows(type, call::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
