package dev.braid.model.files;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Function;

/** Small random models and adapters for tests. */
final class TinyModels {
    private TinyModels() {}

    static ModelConfig config(Family family, Embeddings embeddings) {
        AttentionBias bias = family == Family.QWEN2 ? AttentionBias.QKV : AttentionBias.NONE;
        OptionalInt window = family == Family.MISTRAL ? OptionalInt.of(7) : OptionalInt.empty();
        RopeScaling scaling = family == Family.LLAMA ? new RopeScaling.Llama3(8, 1, 4, 32) : new RopeScaling.None();
        return new ModelConfig(
                family,
                31,
                12,
                20,
                2,
                new AttentionConfig(6, 3, 4, bias, window),
                MlpBias.NONE,
                1e-5,
                new Rope(10000, scaling),
                embeddings,
                64,
                new SpecialTokens(OptionalInt.of(1), List.of(2, 3)),
                TensorType.F32);
    }

    static Function<String, FloatSource> weights(ModelConfig config, Random random) {
        Map<String, FloatSource> sources = new HashMap<>();
        DecoderTensors.of(config).shapes().forEach((name, shape) -> sources.put(name, gaussian(shape, random)));
        return sources::get;
    }

    static ModelConfig write(Path folder, Family family, Embeddings embeddings, Random random) {
        ModelConfig config = config(family, embeddings);
        HfFolder.write(folder, config, weights(config, random));
        return config;
    }

    static Map<AdapterSite, float[][]> writeAdapter(Path folder, LoraConfig lora, ModelConfig model, Random random) {
        Map<AdapterSite, float[][]> pairs = new HashMap<>();
        for (AdapterSite site : lora.sites(model)) {
            int rank = lora.rank(site.name());
            pairs.put(site, new float[][] {
                floats(rank * site.module().inFeatures(model), random),
                floats(rank * site.module().outFeatures(model), random)
            });
        }
        PeftFolder.write(
                folder,
                lora,
                model,
                site -> new LoraSource(FloatSource.of(pairs.get(site)[0]), FloatSource.of(pairs.get(site)[1])));
        return pairs;
    }

    static FloatSource gaussian(List<Integer> shape, Random random) {
        return FloatSource.of(floats(shape.stream().reduce(1, Math::multiplyExact), random));
    }

    static float[] floats(int count, Random random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
