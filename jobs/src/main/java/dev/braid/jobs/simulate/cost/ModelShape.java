package dev.braid.jobs.simulate.cost;

import java.util.List;
import java.util.stream.Collectors;

/** The sizes of a decoder with grouped-query attention and a gated MLP, in bf16. */
public record ModelShape(
        String name, int layers, int hidden, int heads, int kvHeads, int headDim, int intermediate, int vocabulary) {
    public static final ModelShape LLAMA_8B = new ModelShape("llama-3.1-8b", 32, 4096, 32, 8, 128, 14336, 128256);
    public static final ModelShape LLAMA_70B = new ModelShape("llama-3.1-70b", 80, 8192, 64, 8, 128, 28672, 128256);
    public static final ModelShape QWEN_14B = new ModelShape("qwen2.5-14b", 48, 5120, 40, 8, 128, 13824, 152064);
    public static final ModelShape QWEN_32B = new ModelShape("qwen2.5-32b", 64, 5120, 40, 8, 128, 27648, 152064);

    static final int BYTES = 2;
    private static final List<ModelShape> KNOWN = List.of(LLAMA_8B, LLAMA_70B, QWEN_14B, QWEN_32B);

    public ModelShape {
        Checks.atLeastOne("layers", layers);
        Checks.atLeastOne("hidden", hidden);
        Checks.atLeastOne("heads", heads);
        Checks.atLeastOne("kvHeads", kvHeads);
        Checks.atLeastOne("headDim", headDim);
        Checks.atLeastOne("intermediate", intermediate);
        Checks.atLeastOne("vocabulary", vocabulary);
        if (heads % kvHeads != 0) {
            throw new IllegalArgumentException("heads is " + heads + ", must be a multiple of kvHeads, " + kvHeads);
        }
    }

    public static ModelShape byName(String name) {
        return KNOWN.stream()
                .filter(model -> model.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("model is '" + name + "', must be one of "
                        + KNOWN.stream().map(ModelShape::name).collect(Collectors.joining(", "))));
    }

    int queryWidth() {
        return heads * headDim;
    }

    int kvWidth() {
        return kvHeads * headDim;
    }

    /** Weights of one layer's matrices. */
    public long layerWeights() {
        return 2L * hidden * queryWidth() + 2L * hidden * kvWidth() + 3L * hidden * intermediate;
    }

    /** Weights of the head's matrix, and of the embedding's. */
    public long headWeights() {
        return (long) vocabulary * hidden;
    }

    /** Bytes of all matrices, embedding and head counted apart. */
    public long weightBytes() {
        return BYTES * (layers * layerWeights() + 2 * headWeights());
    }

    /** Bytes of one token's keys and values in all layers. */
    public long kvBytesPerToken() {
        return (long) layers * kvBytesPerTokenAndLayer();
    }

    /**
     * Bytes that one training token keeps for its way back, in all layers and on all GPUs of a group together: the inputs
     * of both norms, which each GPU holds whole, and, divided over them, queries, attention's output and the outputs of
     * gate and up. Everything else is computed again; keys and values lie in the KV pool.
     */
    public long savedBytesPerToken(TensorParallel parallel) {
        long values = 2L * hidden * parallel.degree() + 2L * queryWidth() + 2L * intermediate;
        return BYTES * layers * values;
    }

    long kvBytesPerTokenAndLayer() {
        return 2L * kvWidth() * BYTES;
    }

    /** Operations of one query row's attention to one key, in one layer: scores and weighted sum. */
    long attentionFlopsPerKey() {
        return 4L * queryWidth();
    }
}
