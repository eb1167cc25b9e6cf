package dev.braid.model.files;

import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What a model folder's config.json says, validated: all that the decoder's graph depends on.
 *
 * @param hidden size of the residual stream
 * @param intermediate inner size of the feed-forward block
 * @param normEps added to the mean square in every RMSNorm
 * @param maxPositions the context the model allows, in tokens
 * @param weightType the type that weights are stored in by default; single tensors may differ
 * @throws ModelFileException naming the first field that is out of bounds
 */
public record ModelConfig(
        Family family,
        int vocabSize,
        int hidden,
        int intermediate,
        int layers,
        AttentionConfig attention,
        MlpBias mlpBias,
        double normEps,
        Rope rope,
        Embeddings embeddings,
        int maxPositions,
        SpecialTokens tokens,
        TensorType weightType) {
    /** Far beyond any model; keeps a damaged file from asking for millions of tensors. */
    private static final int MAX_LAYERS = 4096;

    public ModelConfig {
        Objects.requireNonNull(family, "family");
        Objects.requireNonNull(attention, "attention");
        Objects.requireNonNull(mlpBias, "mlpBias");
        Objects.requireNonNull(rope, "rope");
        Objects.requireNonNull(embeddings, "embeddings");
        Bounds.atLeast(1, "vocab_size", vocabSize);
        Bounds.atLeast(1, "hidden_size", hidden);
        Bounds.atLeast(1, "intermediate_size", intermediate);
        Bounds.require(layers >= 1 && layers <= MAX_LAYERS, "num_hidden_layers", layers, "from 1 to " + MAX_LAYERS);
        Bounds.atLeast(1, "max_position_embeddings", maxPositions);
        Bounds.require(normEps > 0 && normEps < 1, "rms_norm_eps", normEps, "between 0 and 1");
        Bounds.require(weightType.isWeight(), "torch_dtype", weightType, "float32, float16 or bfloat16");
        tokens.bos().ifPresent(id -> requireToken("bos_token_id", id, vocabSize));
        tokens.eos().forEach(id -> requireToken("eos_token_id", id, vocabSize));
        requireFamilyBiases(family, attention.bias(), mlpBias);
    }

    /** Reads and validates {@code config.json} and, where it exists, {@code generation_config.json} of a model folder. */
    public static ModelConfig read(Path folder) {
        return ConfigReader.readFolder(folder);
    }

    /** Parses one config.json; {@code origin} names it in errors. */
    public static ModelConfig parse(String origin, String json) {
        return ConfigReader.read(JsonFields.parse(origin, json));
    }

    /** A config.json in the spelling that every version of transformers reads; {@link #parse} gives this back. */
    public String toJson() {
        return ConfigWriter.configJson(this);
    }

    public int heads() {
        return attention.heads();
    }

    public int kvHeads() {
        return attention.kvHeads();
    }

    public int headDim() {
        return attention.headDim();
    }

    public AttentionBias attentionBias() {
        return attention.bias();
    }

    public OptionalInt slidingWindow() {
        return attention.slidingWindow();
    }

    /** Whether each head of queries and keys passes an RMSNorm of its own before the rotation: Qwen3. */
    public boolean hasQkNorm() {
        return family == Family.QWEN3;
    }

    public boolean tied() {
        return embeddings == Embeddings.TIED;
    }

    /** The number of parameters, a tied embedding counted once. */
    public long parameters() {
        return DecoderTensors.of(this).shapes().values().stream()
                .mapToLong(shape -> shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact))
                .sum();
    }

    public ModelConfig withWeightType(TensorType type) {
        return new ModelConfig(
                family,
                vocabSize,
                hidden,
                intermediate,
                layers,
                attention,
                mlpBias,
                normEps,
                rope,
                embeddings,
                maxPositions,
                tokens,
                type);
    }

    ModelConfig withTokens(SpecialTokens replacement) {
        return new ModelConfig(
                family,
                vocabSize,
                hidden,
                intermediate,
                layers,
                attention,
                mlpBias,
                normEps,
                rope,
                embeddings,
                maxPositions,
                replacement,
                weightType);
    }

    /** The layer numbers, 0 to layers - 1. */
    IntStream layerNumbers() {
        return IntStream.range(0, layers);
    }

    private static void requireToken(String field, int id, int vocabSize) {
        Bounds.require(id >= 0 && id < vocabSize, field, id, "from 0 to " + (vocabSize - 1) + " (vocab_size - 1)");
    }

    private static void requireFamilyBiases(Family family, AttentionBias bias, MlpBias mlpBias) {
        boolean fits = switch (family) {
            case LLAMA, QWEN3 -> bias != AttentionBias.QKV;
            case MISTRAL -> bias == AttentionBias.NONE;
            case QWEN2 -> bias == AttentionBias.QKV;
        };
        Bounds.require(fits, "attention_bias", bias, "one that the family " + family.modelType() + " has");
        Bounds.require(
                mlpBias == MlpBias.NONE || family == Family.LLAMA,
                "mlp_bias",
                mlpBias,
                "NONE for " + family.modelType());
    }
}
