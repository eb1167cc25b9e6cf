package dev.braid.ops.lora;

/** The pair A {@code [rank, in]}, B {@code [out, rank]} and the scale of one adapted linear, in its {@link Lora}'s layout. */
public interface LoraWeights {
    int rank();

    int in();

    int out();

    /** What {@code B A x} is multiplied by: alpha/rank, or alpha/sqrt(rank) for rsLoRA. */
    float scale();
}
