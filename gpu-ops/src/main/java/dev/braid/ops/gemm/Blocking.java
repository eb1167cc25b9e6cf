package dev.braid.ops.gemm;

/** Block sizes: pieces of four panels fit the first-level cache, a block of rows the second. */
final class Blocking {
    /** Output columns that stand side by side in a panel; two of the widest vectors. */
    static final int PANEL = 32;
    /** Steps of the contraction before the accumulators are put down. */
    static final int DEPTH = 256;
    /** Steps that several panels are taken through side by side, so that their pieces fit the first-level cache. */
    static final int PIECE = 64;
    /** Steps of an outer product's contraction between two visits of its output, which lies in the second-level cache. */
    static final int PASS = 128;
    /** Rows of the left operand in one task. */
    static final int ROWS = 128;
    /** Panels in one task. */
    static final int GROUP = 8;
    /** Elements from one accumulator row to the next. */
    static final int ACCUMULATOR_STRIDE = GROUP * PANEL;
    /** Rows that one tile computes at once. */
    static final int TILE = 8;
    /** Columns of a transposed left operand that are packed side by side: two tiles, one of the widest vectors. */
    static final int STRIP = 16;
    /** Multiply-adds below which handing work to another thread costs more than it saves. */
    static final long WORTH_SHARING = 200_000;

    private Blocking() {}

    static int ceilDiv(int a, int b) {
        return (a + b - 1) / b;
    }
}
