package dev.braid.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.braid.model.decoder.Adapters;
import dev.braid.model.decoder.DecoderModel;
import dev.braid.model.decoder.TrainingMethod;
import dev.braid.model.files.HfFolder;
import dev.braid.model.files.PeftFolder;
import dev.braid.model.files.Safetensors;
import dev.braid.model.files.Tensor;
import dev.braid.model.program.AdapterShape;
import dev.braid.model.program.TrainableLayout;
import dev.braid.ops.CpuKernels;
import dev.braid.ops.device.CpuDevice;
import dev.braid.ops.device.CpuStream;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.update.Update;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** One case of the goldens: a model, its adapters and the reference's results. */
final class GoldenCase {
    private final Path folder;
    private final HfFolder model;
    private final Map<String, Tensor> reference;
    private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

    GoldenCase(Path folder) {
        this.folder = folder;
        this.model = HfFolder.open(folder.resolve("model"));
        this.reference =
                Safetensors.open(folder.resolve("reference.safetensors")).tensors();
    }

    private Lab lab(DecoderModel compiled, List<AdapterShape> slots) {
        return new Lab(compiled, slots, model::tensor);
    }

    void base(GoldenErrors errors) {
        try (Lab lab = lab(inference(), List.of())) {
            compareLogits(lab, "logits", -1, errors);
        }
    }

    private DecoderModel inference() {
        return DecoderModel.compile(model.config(), List.of(), new TrainingMethod.None());
    }

    int[] expectedGreedy() {
        return ints("greedy_tokens");
    }

    int[] greedy() {
        try (Lab lab = lab(inference(), List.of())) {
            return lab.greedy(ints("greedy_prompt"), expectedGreedy().length, -1);
        }
    }

    private void compareLogits(Lab lab, String name, int adapter, GoldenErrors errors) {
        float[] expected = reference.get(name).toFloats();
        float[] actual = new float[expected.length];
        int at = 0;
        for (int[] ids : rows("input_ids")) {
            for (float[] row : lab.logits(ids, adapter)) {
                System.arraycopy(row, 0, actual, at, row.length);
                at += row.length;
            }
        }
        errors.compare(GoldenErrors.Kind.LOGITS, name, actual, expected);
    }

    void full(GoldenErrors errors) {
        DecoderModel compiled = DecoderModel.compile(model.config(), List.of(), new TrainingMethod.Full());
        try (Lab lab = lab(compiled, List.of())) {
            compareGradients(lab, "full", compiled.layout(), -1, errors);
        }
    }

    void adapter(String name, GoldenErrors errors) throws IOException {
        PeftFolder peft = PeftFolder.open(folder.resolve("adapters").resolve(name), model.config());
        AdapterShape shape = Adapters.shape(model.config(), peft.config());
        float[] weights = Adapters.read(peft, shape);
        requireSameAfterWriting(peft, shape, weights);
        DecoderModel compiled = DecoderModel.compile(model.config(), List.of(), new TrainingMethod.Adapter(shape, 0));
        try (Lab lab = lab(compiled, List.of(shape))) {
            lab.install(0, weights);
            compareLogits(lab, name + ".logits", 0, errors);
            compareGradients(lab, name, compiled.layout(), 0, errors);
        }
    }

    private void requireSameAfterWriting(PeftFolder peft, AdapterShape shape, float[] weights) throws IOException {
        Path copy = Files.createTempDirectory("braid-goldens");
        Adapters.write(copy, peft.config(), model.config(), weights);
        PeftFolder again = PeftFolder.open(copy, model.config());
        assertEquals(shape, Adapters.shape(model.config(), again.config()), "shape of the adapter written");
        assertArrayEquals(weights, Adapters.read(again, shape), "weights of the adapter written");
    }

    private record Batch(double loss, float[] gradient) {}

    private Batch train(Lab lab, int adapter) {
        double loss = 0;
        long targets = 0;
        float[] gradient = null;
        int[][] ids = rows("train_ids");
        int[][] labels = rows("train_labels");
        for (int i = 0; i < ids.length; i++) {
            int[] shifted = shifted(labels[i]);
            targets += Arrays.stream(shifted).filter(label -> label != -100).count();
            Lab.Trained sample = lab.train(ids[i], shifted, new int[ids[i].length], adapter, -1, random);
            loss += sample.lossSum();
            gradient = gradient == null ? sample.gradient() : plus(gradient, sample.gradient());
        }
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] /= targets;
        }
        return new Batch(loss / targets, gradient);
    }

    private static float[] plus(float[] a, float[] b) {
        float[] sum = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            sum[i] = a[i] + b[i];
        }
        return sum;
    }

    private static int[] shifted(int[] labels) {
        int[] shifted = Arrays.copyOfRange(labels, 1, labels.length + 1);
        shifted[labels.length - 1] = -100;
        return shifted;
    }

    private void compareGradients(Lab lab, String name, TrainableLayout layout, int adapter, GoldenErrors errors) {
        Batch batch = train(lab, adapter);
        compareLoss(
                GoldenErrors.Kind.LOSS,
                name + ".loss",
                batch.loss,
                reference.get(name + ".loss").toFloats()[0],
                errors);
        compareAll(GoldenErrors.Kind.GRADIENT, name + ".grad.", layout, batch.gradient, errors);
    }

    private static void compareLoss(
            GoldenErrors.Kind kind, String where, double actual, double expected, GoldenErrors errors) {
        errors.add(kind, where, Math.abs(actual - expected) / Math.abs(expected));
    }

    private void compareAll(
            GoldenErrors.Kind kind, String prefix, TrainableLayout layout, float[] flat, GoldenErrors errors) {
        for (TrainableLayout.Entry entry : layout.entries()) {
            String name = prefix + entry.param().name();
            float[] expected = reference.get(name).toFloats();
            errors.compare(
                    kind, name, Arrays.copyOfRange(flat, entry.offset(), entry.offset() + expected.length), expected);
        }
    }

    void curve(String name, GoldenErrors errors) {
        PeftFolder peft = PeftFolder.open(folder.resolve("adapters").resolve(name), model.config());
        AdapterShape shape = Adapters.shape(model.config(), peft.config());
        float[] losses = reference.get(name + ".adamw_losses").toFloats();
        DecoderModel compiled = DecoderModel.compile(model.config(), List.of(), new TrainingMethod.Adapter(shape, 0));
        float[] weights = Adapters.read(peft, shape);
        try (Lab lab = lab(compiled, List.of(shape));
                AdamW optimizer = new AdamW(weights)) {
            for (int step = 0; step < losses.length; step++) {
                lab.install(0, optimizer.weights());
                Batch batch = train(lab, 0);
                compareLoss(GoldenErrors.Kind.CURVE, name + " step " + step, batch.loss, losses[step], errors);
                optimizer.step(batch.gradient, step + 1);
            }
            compareAll(
                    GoldenErrors.Kind.FINAL_ADAPTER,
                    name + ".adamw_final.",
                    shape.layout(),
                    optimizer.weights(),
                    errors);
        }
    }

    /** The optimizer of the curve: lr 5e-3, betas 0.9 and 0.999, weight decay 0.01. */
    private static final class AdamW implements AutoCloseable {
        private final CpuDevice device = new CpuDevice(1);
        private final Update update = CpuKernels.vector(device).update();
        private final CpuStream stream = device.stream();
        private final Arena arena;
        private final Matrix param;
        private final Matrix gradient;
        private final Matrix m;
        private final Matrix v;

        AdamW(float[] weights) {
            arena = device.arena("optimizer", 16L * weights.length);
            param = arena.matrix("weights", 1, weights.length);
            gradient = arena.matrix("gradient", 1, weights.length);
            m = arena.matrix("m", 1, weights.length);
            v = arena.matrix("v", 1, weights.length);
            fill(param, weights);
        }

        private static void fill(Matrix matrix, float[] values) {
            for (int i = 0; i < values.length; i++) {
                matrix.set(0, i, values[i]);
            }
        }

        void step(float[] values, int step) {
            fill(gradient, values);
            update.adamW(stream, param, gradient, 1, m, v, new Update.AdamW(5e-3, 0.9, 0.999, 1e-8, 0.01, step));
            stream.record().await();
        }

        float[] weights() {
            float[] values = new float[param.cols()];
            for (int i = 0; i < values.length; i++) {
                values[i] = param.get(0, i);
            }
            return values;
        }

        @Override
        public void close() {
            arena.close();
            device.close();
        }
    }

    private int[] ints(String name) {
        return Arrays.stream(reference.get(name).toLongs())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    private int[][] rows(String name) {
        Tensor tensor = reference.get(name);
        int[] flat = ints(name);
        int width = tensor.shape().get(1);
        int[][] rows = new int[tensor.shape().get(0)][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
        }
        return rows;
    }
}
