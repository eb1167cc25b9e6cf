package dev.braid.dl4j.compute;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What layers compute with: products, norms, gates and attention over rows, and their gradients. Arrays are
 * {@code [rows, features]}, row-major; weights are {@code [out, in]}. A result is a new array, a weight's gradient is
 * added to. Any thread.
 */
public interface RowMath {
    /** The kernels of gpu-ops for FLOAT; ND4J's operations for DOUBLE, in which DL4J checks gradients. */
    static RowMath of(DataType type) {
        return switch (type) {
            case FLOAT -> new KernelMath(LayerDevice.shared());
            case DOUBLE -> new Nd4jMath();
            default ->
                throw new IllegalArgumentException(
                        "dataType is " + type + ", but layers over gpu-ops compute in FLOAT or DOUBLE; set it to one");
        };
    }

    /** {@code x Wᵀ}. */
    INDArray linear(INDArray x, INDArray w);

    /** The gradient of x: {@code dy W}. */
    INDArray linearInput(INDArray dy, INDArray w);

    /** The gradient of the weight: {@code dyᵀ x}. */
    void linearWeight(INDArray dy, INDArray x, INDArray dw);

    /** Rows of a table {@code [rows, features]}, one for each id. */
    INDArray rows(int[] ids, INDArray table);

    /** The gradient of the table: each row of dy is added to the row that it came from. */
    void rowsTable(int[] ids, INDArray dy, INDArray dTable);

    /** The sum of the rows that each bag of ids names; -1 names none. */
    INDArray bags(int[] ids, int bagSize, INDArray table);

    /** The gradient of the table. */
    void bagsTable(int[] ids, int bagSize, INDArray dy, INDArray dTable);

    /** Dot products of each row's vectors, of 1 with 0, 2 with 0, 2 with 1 and so on (Naumov et al. 2019). */
    INDArray interaction(INDArray x, int vectors);

    INDArray interactionBackward(INDArray x, int vectors, INDArray dy);

    /** {@code (x - mean) / sqrt(variance + eps) * gain + shift} for each row (Ba et al. 2016). */
    INDArray layerNorm(INDArray x, INDArray gain, INDArray shift, double eps);

    INDArray layerNormInput(INDArray x, INDArray gain, double eps, INDArray dy);

    void layerNormWeights(INDArray x, double eps, INDArray dy, INDArray dGain, INDArray dShift);

    /** {@code x / sqrt(mean(x²) + eps) * gain} for each row (Zhang and Sennrich 2019). */
    INDArray rmsNorm(INDArray x, INDArray gain, double eps);

    INDArray rmsNormInput(INDArray x, INDArray gain, double eps, INDArray dy);

    void rmsNormGain(INDArray x, double eps, INDArray dy, INDArray dGain);

    /** Turns each head of x by the angles of its position, in place; row r has position {@code r % table.rows()}. */
    void rotate(INDArray x, int headSize, INDArray table);

    /** The inverse of {@link #rotate}, which is its gradient. */
    void rotateBack(INDArray dx, int headSize, INDArray table);

    /** {@code silu(gate) * up} (Shazeer 2020). */
    INDArray swiGlu(INDArray gate, INDArray up);

    /** The gradients of gate and up. */
    GateGradients swiGluBackward(INDArray gate, INDArray up, INDArray dy);

    record GateGradients(INDArray gate, INDArray up) {}

    /**
     * Attention within each sequence.
     *
     * @param q {@code [rows, heads * headSize]}
     * @param k {@code [rows, kvHeads * headSize]}; v the same
     */
    Attended attend(AttentionShape shape, INDArray q, INDArray k, INDArray v);

    /**
     * @param out the weighted sums of values, as q
     * @param lse the log-sum-exp of each row's scaled scores, {@code [rows, heads]}
     */
    record Attended(INDArray out, INDArray lse) {}

    AttentionGradients attendBackward(
            AttentionShape shape, INDArray q, INDArray k, INDArray v, Attended forward, INDArray dOut);

    record AttentionGradients(INDArray q, INDArray k, INDArray v) {}
}
