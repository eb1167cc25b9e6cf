package dev.braid.model;

import dev.braid.model.decoder.Adapters;
import dev.braid.model.decoder.BaseParameters;
import dev.braid.model.decoder.DecoderModel;
import dev.braid.model.decoder.TrainingMethod;
import dev.braid.model.files.AttentionBias;
import dev.braid.model.files.AttentionConfig;
import dev.braid.model.files.BottleneckConfig;
import dev.braid.model.files.Embeddings;
import dev.braid.model.files.Family;
import dev.braid.model.files.FloatSource;
import dev.braid.model.files.Ia3Config;
import dev.braid.model.files.LinearModule;
import dev.braid.model.files.LoraConfig;
import dev.braid.model.files.MlpBias;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.Rope;
import dev.braid.model.files.RopeScaling;
import dev.braid.model.files.SpecialTokens;
import dev.braid.model.files.TargetModules;
import dev.braid.model.files.TensorType;
import dev.braid.model.program.AdapterShape;
import dev.braid.model.program.TrainableLayout;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * A random decoder small enough for any test: odd sizes, weights far from zero, and adapters of different ranks on
 * different linears, of which the first may be in training.
 *
 * @param slots shape of the adapter in each slot
 * @param base flat parameters of the base model
 * @param adapters flat weights by slot; B is not zero
 */
public record TinyDecoder(
        ModelConfig config, List<AdapterShape> slots, TrainingMethod method, float[] base, List<float[]> adapters) {
    /** What a test trains. */
    public enum Trains {
        NOTHING,
        ADAPTER,
        EVERYTHING
    }

    public static TinyDecoder random(RandomGenerator random, Family family, Trains trains) {
        ModelConfig config = config(random, family);
        List<AdapterShape> slots = Stream.generate(() -> shape(random, config))
                .limit(1 + random.nextInt(3))
                .toList();
        TrainingMethod method = switch (trains) {
            case NOTHING -> new TrainingMethod.None();
            case ADAPTER ->
                new TrainingMethod.Adapter(slots.get(0), isLora(slots.get(0)) ? random.nextInt(3) * 0.2f : 0);
            case EVERYTHING -> new TrainingMethod.Full();
        };
        return of(random, config, slots, method);
    }

    private static boolean isLora(AdapterShape shape) {
        return shape.bypasses().get(0) instanceof AdapterShape.Lora;
    }

    /** Random weights for a configuration. */
    public static TinyDecoder of(
            RandomGenerator random, ModelConfig config, List<AdapterShape> slots, TrainingMethod method) {
        List<float[]> adapters = new ArrayList<>();
        slots.forEach(shape -> adapters.add(floats(random, shape.layout().size(), 0.4)));
        return new TinyDecoder(config, slots, method, base(random, config), adapters);
    }

    public static ModelConfig config(RandomGenerator random, Family family) {
        int kvHeads = 1 + random.nextInt(3);
        OptionalInt window = family == Family.MISTRAL ? OptionalInt.of(1 + random.nextInt(20)) : OptionalInt.empty();
        RopeScaling scaling = random.nextInt(3) == 0 ? new RopeScaling.Llama3(8, 1, 4, 32) : new RopeScaling.None();
        return new ModelConfig(
                family,
                11 + random.nextInt(40),
                5 + random.nextInt(20),
                7 + random.nextInt(30),
                1 + random.nextInt(3),
                new AttentionConfig(
                        kvHeads * (1 + random.nextInt(3)),
                        kvHeads,
                        2 * (1 + random.nextInt(5)),
                        bias(random, family),
                        window),
                family == Family.LLAMA && random.nextInt(2) == 0 ? MlpBias.ALL : MlpBias.NONE,
                1e-5,
                new Rope(10000, family == Family.LLAMA ? scaling : new RopeScaling.None()),
                random.nextInt(2) == 0 ? Embeddings.TIED : Embeddings.UNTIED,
                256,
                new SpecialTokens(OptionalInt.empty(), List.of()),
                TensorType.F32);
    }

    private static AttentionBias bias(RandomGenerator random, Family family) {
        return switch (family) {
            case QWEN2 -> AttentionBias.QKV;
            case MISTRAL -> AttentionBias.NONE;
            case LLAMA, QWEN3 -> random.nextInt(2) == 0 ? AttentionBias.QKVO : AttentionBias.NONE;
        };
    }

    /** An adapter of a random kind on random linears. */
    public static AdapterShape shape(RandomGenerator random, ModelConfig config) {
        return shape(random, config, Kind.values()[random.nextInt(Kind.values().length)]);
    }

    /** A kind of adapter. */
    public enum Kind {
        LORA,
        BOTTLENECK,
        IA3
    }

    /** An adapter of a random rank on random linears. */
    public static AdapterShape shape(RandomGenerator random, ModelConfig config, Kind kind) {
        TargetModules targets = TargetModules.of(modules(random));
        int rank = 1 + random.nextInt(9);
        return switch (kind) {
            case LORA -> shape(config, rank, targets);
            case BOTTLENECK -> Adapters.shape(config, new BottleneckConfig(rank, targets, ""));
            case IA3 -> Adapters.shape(config, ia3(random, targets));
        };
    }

    private static Ia3Config ia3(RandomGenerator random, TargetModules targets) {
        TargetModules.Suffixes all = (TargetModules.Suffixes) targets;
        TreeSet<String> inputs = new TreeSet<>(all.names());
        inputs.removeIf(name -> random.nextBoolean());
        return new Ia3Config(
                targets, inputs.isEmpty() ? Optional.empty() : Optional.of(new TargetModules.Suffixes(inputs)), "");
    }

    private static Set<LinearModule> modules(RandomGenerator random) {
        Set<LinearModule> modules = EnumSet.noneOf(LinearModule.class);
        for (LinearModule module : LinearModule.values()) {
            if (random.nextInt(2) == 0) {
                modules.add(module);
            }
        }
        if (modules.isEmpty()) {
            modules.add(LinearModule.values()[random.nextInt(LinearModule.values().length)]);
        }
        return modules;
    }

    public static AdapterShape shape(ModelConfig config, int rank, TargetModules targets) {
        return Adapters.shape(config, LoraConfig.of(rank, 3, targets));
    }

    private static float[] base(RandomGenerator random, ModelConfig config) {
        TrainableLayout layout = BaseParameters.layout(config);
        float[] flat = floats(random, layout.size(), 0.4);
        for (TrainableLayout.Entry entry : layout.entries()) {
            if (entry.param().name().endsWith("norm.weight")) {
                for (int i = 0; i < entry.param().count(); i++) {
                    flat[entry.offset() + i] += 1;
                }
            }
        }
        return flat;
    }

    private static float[] floats(RandomGenerator random, int count, double deviation) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }

    /** This decoder's way of training with another adapter. */
    public TrainingMethod withAdapter(AdapterShape shape) {
        return method instanceof TrainingMethod.Adapter lora
                ? new TrainingMethod.Adapter(shape, isLora(shape) ? lora.dropout() : 0)
                : method;
    }

    public DecoderModel compile() {
        return DecoderModel.compile(config, slots, method);
    }

    public Function<String, FloatSource> source() {
        return BaseParameters.sources(config, base);
    }

    /** The same decoder with one trained parameter moved {@code by} times a direction. */
    public TinyDecoder moved(TrainableLayout.Entry entry, double[] direction, double by) {
        float[] values = (trainedSlot() < 0 ? base : adapters.get(0)).clone();
        for (int i = 0; i < direction.length; i++) {
            values[entry.offset() + i] += (float) (by * direction[i]);
        }
        if (trainedSlot() < 0) {
            return new TinyDecoder(config, slots, method, values, adapters);
        }
        List<float[]> moved = new ArrayList<>(adapters);
        moved.set(0, values);
        return new TinyDecoder(config, slots, method, base, moved);
    }

    /** The slot that is trained, or -1 for the base model. */
    public int trainedSlot() {
        return method instanceof TrainingMethod.Adapter ? 0 : -1;
    }

    @Override
    public String toString() {
        return config + " with adapters of "
                + slots.stream().map(AdapterShape::bypasses).toList();
    }
}
