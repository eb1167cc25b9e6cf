package dev.braid.model.plan;

import dev.braid.model.files.AttentionBias;
import dev.braid.model.files.AttentionConfig;
import dev.braid.model.files.Embeddings;
import dev.braid.model.files.Family;
import dev.braid.model.files.MlpBias;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.Rope;
import dev.braid.model.files.RopeScaling;
import dev.braid.model.files.SpecialTokens;
import dev.braid.model.files.TensorType;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** The shapes of well-known models by name, as their published configurations give them. */
public final class KnownModels {
    private static final OptionalInt NO_WINDOW = OptionalInt.empty();

    private KnownModels() {}

    /** All names, sorted. */
    public static List<String> names() {
        return List.copyOf(all().keySet());
    }

    /**
     * The configuration of a model.
     *
     * @throws IllegalArgumentException naming the nearest name when there is no such model
     */
    public static ModelConfig of(String name) {
        Map<String, ModelConfig> models = all();
        ModelConfig config = models.get(name);
        if (config == null) {
            throw new IllegalArgumentException("no model folder and no known model is named " + name + "; did you mean "
                    + nearest(name) + "? Known are " + models.keySet());
        }
        return config;
    }

    private static String nearest(String name) {
        return names().stream()
                .min(Comparator.comparingInt(known -> distance(known, name)))
                .orElseThrow();
    }

    /** Insertions, removals and replacements between two names. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    private static Map<String, ModelConfig> all() {
        Map<String, ModelConfig> models = new TreeMap<>();
        llama(models);
        qwen2(models);
        qwen3(models);
        models.put("mistral-7b-v0.1", mistral(32000, OptionalInt.of(4096), 10000));
        models.put("mistral-7b-v0.3", mistral(32768, NO_WINDOW, 1e6));
        return models;
    }

    private static void llama(Map<String, ModelConfig> models) {
        models.put("llama-2-7b", llama2(4096, 11008, 32, heads(32, 32, 128)));
        models.put("llama-2-13b", llama2(5120, 13824, 40, heads(40, 40, 128)));
        models.put("llama-2-70b", llama2(8192, 28672, 80, heads(64, 8, 128)));
        models.put("llama-3.1-8b", llama3(4096, 14336, 32, heads(32, 8, 128), 8, Embeddings.UNTIED));
        models.put("llama-3.1-70b", llama3(8192, 28672, 80, heads(64, 8, 128), 8, Embeddings.UNTIED));
        models.put("llama-3.2-1b", llama3(2048, 8192, 16, heads(32, 8, 64), 32, Embeddings.TIED));
        models.put("llama-3.2-3b", llama3(3072, 8192, 28, heads(24, 8, 128), 32, Embeddings.TIED));
    }

    private static void qwen2(Map<String, ModelConfig> models) {
        models.put("qwen2.5-0.5b", qwen2(151936, 896, 4864, 24, heads(14, 2, 64), Embeddings.TIED));
        models.put("qwen2.5-1.5b", qwen2(151936, 1536, 8960, 28, heads(12, 2, 128), Embeddings.TIED));
        models.put("qwen2.5-3b", qwen2(151936, 2048, 11008, 36, heads(16, 2, 128), Embeddings.TIED));
        models.put("qwen2.5-7b", qwen2(152064, 3584, 18944, 28, heads(28, 4, 128), Embeddings.UNTIED));
        models.put("qwen2.5-14b", qwen2(152064, 5120, 13824, 48, heads(40, 8, 128), Embeddings.UNTIED));
        models.put("qwen2.5-32b", qwen2(152064, 5120, 27648, 64, heads(40, 8, 128), Embeddings.UNTIED));
        models.put("qwen2.5-72b", qwen2(152064, 8192, 29568, 80, heads(64, 8, 128), Embeddings.UNTIED));
    }

    private static void qwen3(Map<String, ModelConfig> models) {
        models.put("qwen3-0.6b", qwen3(1024, 3072, 28, heads(16, 8, 128), Embeddings.TIED));
        models.put("qwen3-1.7b", qwen3(2048, 6144, 28, heads(16, 8, 128), Embeddings.TIED));
        models.put("qwen3-4b", qwen3(2560, 9728, 36, heads(32, 8, 128), Embeddings.TIED));
        models.put("qwen3-8b", qwen3(4096, 12288, 36, heads(32, 8, 128), Embeddings.UNTIED));
        models.put("qwen3-14b", qwen3(5120, 17408, 40, heads(40, 8, 128), Embeddings.UNTIED));
        models.put("qwen3-32b", qwen3(5120, 25600, 64, heads(64, 8, 128), Embeddings.UNTIED));
    }

    private static AttentionConfig heads(int heads, int kvHeads, int headDim) {
        return new AttentionConfig(heads, kvHeads, headDim, AttentionBias.NONE, NO_WINDOW);
    }

    private static ModelConfig llama2(int hidden, int intermediate, int layers, AttentionConfig attention) {
        Rope rope = Rope.plain(10000);
        return config(Family.LLAMA, 32000, hidden, intermediate, layers, attention, rope, Embeddings.UNTIED, 4096);
    }

    private static ModelConfig llama3(
            int hidden, int intermediate, int layers, AttentionConfig attention, double factor, Embeddings embeddings) {
        Rope rope = new Rope(500000, new RopeScaling.Llama3(factor, 1, 4, 8192));
        return config(Family.LLAMA, 128256, hidden, intermediate, layers, attention, rope, embeddings, 131072);
    }

    private static ModelConfig qwen2(
            int vocab, int hidden, int intermediate, int layers, AttentionConfig attention, Embeddings embeddings) {
        AttentionConfig biased = new AttentionConfig(
                attention.heads(), attention.kvHeads(), attention.headDim(), AttentionBias.QKV, NO_WINDOW);
        Rope rope = Rope.plain(1e6);
        return config(Family.QWEN2, vocab, hidden, intermediate, layers, biased, rope, embeddings, 32768);
    }

    private static ModelConfig qwen3(
            int hidden, int intermediate, int layers, AttentionConfig attention, Embeddings embeddings) {
        Rope rope = Rope.plain(1e6);
        return config(Family.QWEN3, 151936, hidden, intermediate, layers, attention, rope, embeddings, 40960);
    }

    private static ModelConfig mistral(int vocab, OptionalInt window, double theta) {
        AttentionConfig attention = new AttentionConfig(32, 8, 128, AttentionBias.NONE, window);
        Rope rope = Rope.plain(theta);
        return config(Family.MISTRAL, vocab, 4096, 14336, 32, attention, rope, Embeddings.UNTIED, 32768);
    }

    private static ModelConfig config(
            Family family,
            int vocab,
            int hidden,
            int intermediate,
            int layers,
            AttentionConfig attention,
            Rope rope,
            Embeddings embeddings,
            int positions) {
        double eps = family == Family.LLAMA || family == Family.MISTRAL ? 1e-5 : 1e-6;
        SpecialTokens tokens = new SpecialTokens(OptionalInt.empty(), List.of());
        return new ModelConfig(
                family,
                vocab,
                hidden,
                intermediate,
                layers,
                attention,
                MlpBias.NONE,
                eps,
                rope,
                embeddings,
                positions,
                tokens,
                TensorType.BF16);
    }
}
