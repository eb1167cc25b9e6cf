package dev.braid.ops.lora;

import dev.braid.ops.device.Stream;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import java.util.List;

/**
 * The LoRA bypass {@code y += scale * B (A x)} (Hu et al. 2021) with an adapter slot per token row, and its gradients
 * for windows whose rows share one adapter.
 *
 * <p>Order of summation: as {@link dev.braid.ops.linear.Linear}: contractions over a width ascending, over tokens
 * descending and continued.
 */
public interface Lora {
    /** Empty weights of the given size, to be filled by {@link #load}. */
    LoraWeights allocate(Arena arena, String name, int rank, int in, int out, float scale);

    /** Bytes that {@link #allocate} takes from an arena. */
    long bytes(int rank, int in, int out);

    /** Fills the weights from plain A {@code [rank, in]} and B {@code [out, rank]}. */
    void load(Stream stream, Matrix a, Matrix b, LoraWeights weights);

    /**
     * u {@code [rows, width]} = x Aᵀ for each row by its slot's A; columns from the rank on are zero.
     *
     * @param slot per row: index into {@code bank}, or -1 for no adapter
     * @param bank weights by slot; a null entry is an adapter that leaves this linear alone
     */
    void shrink(Stream stream, Matrix x, Ints slot, List<LoraWeights> bank, Matrix u);

    /** y {@code [rows, out]} = y + scale * (u Bᵀ): the chain over the rank is finished, then one fused multiply-add. */
    void expand(Stream stream, Matrix u, Ints slot, List<LoraWeights> bank, Matrix y);

    /** du {@code [rows, width]} = scale * (dy B), columns from the rank on zero. */
    void expandGradInput(Stream stream, Matrix dy, LoraWeights weights, Matrix du);

    /** dB {@code [out, rank]} += scale * (dyᵀ u): each token's term is {@code (scale * dy) * u}, tokens descending. */
    void expandGradWeight(Stream stream, Matrix dy, Matrix u, LoraWeights weights, Matrix db);

    /** dx {@code [rows, in]} += du A (the finished chain is added). */
    void shrinkGradInput(Stream stream, Matrix du, LoraWeights weights, Matrix dx);

    /** dA {@code [rank, in]} += duᵀ x, tokens descending. */
    void shrinkGradWeight(Stream stream, Matrix du, Matrix x, LoraWeights weights, Matrix da);
}
