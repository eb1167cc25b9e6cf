package dev.braid.ops.attention;

import dev.braid.ops.device.Stream;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.Matrix;

/**
 * Causal grouped-query attention over a {@link KvPool}; scores are scaled by {@code 1 / sqrt(headDim)}.
 *
 * <p>Order of summation: everything about a (row, head) is computed from its own query and its own keys, taken by
 * absolute position (sixteen partial sums, one for each position modulo 16, combined in one fixed order), so neither
 * the other rows nor the cut into windows nor the vector width changes a bit. A key's gradient is one chain over
 * queries descending, and within a query over the heads of its group ascending, continued across windows.
 */
public interface Attention {
    /** A pool in memory of {@code arena}. */
    KvPool allocate(Arena arena, KvShape shape);

    /** Stores k and v {@code [rows, kvHeads * headDim]} at the rows' positions; k has its rotation applied. */
    void append(Stream stream, KvPool pool, int layer, PageTables tables, AttentionRows rows, Matrix k, Matrix v);

    /**
     * out {@code [rows, heads * headDim]} = softmax(q Kᵀ) V for every row over the keys it sees (its own was appended
     * before).
     *
     * @param lse {@code [rows, heads]}: log-sum-exp of the scaled scores, which {@link #backward} needs
     */
    void forward(
            Stream stream,
            KvPool pool,
            int layer,
            PageTables tables,
            AttentionRows rows,
            Matrix q,
            Matrix out,
            Matrix lse);

    /**
     * Gradients of one window of one sequence; probabilities are recomputed from {@code lse}. All rows share a slot and
     * have consecutive positions {@code [a, r)}; windows come right to left.
     *
     * @param q {@code [r - a, heads * headDim]} as given to {@link #forward}
     * @param dOut gradient of {@code out}
     * @param dq overwritten
     * @param dk {@code [L, kvHeads * headDim]} gradient of all keys by absolute position: added to; rows
     *     {@code [a, r)} are final afterwards
     * @param dv the same for values
     */
    void backward(
            Stream stream,
            KvPool pool,
            int layer,
            PageTables tables,
            AttentionRows rows,
            Matrix q,
            Matrix lse,
            Matrix dOut,
            Matrix dq,
            Matrix dk,
            Matrix dv);
}
