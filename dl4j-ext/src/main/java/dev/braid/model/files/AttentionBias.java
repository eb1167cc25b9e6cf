package dev.braid.model.files;

/** Which attention projections add a bias. */
public enum AttentionBias {
    NONE,
    /** Query, key and value, but not the output: Qwen2. */
    QKV,
    /** All four: {@code attention_bias} of Llama and Qwen3. */
    QKVO
}
