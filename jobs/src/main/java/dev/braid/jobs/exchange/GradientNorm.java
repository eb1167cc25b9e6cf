package dev.braid.jobs.exchange;

/**
 * The Euclidean norm of a gradient, by blocks: squares are summed in double within each block, then over the blocks,
 * each time in ascending order. So the blocks may be summed in different places, and the norm has the same bits.
 */
public final class GradientNorm {
    /** Elements of a block. */
    public static final int BLOCK = 1 << 16;

    private GradientNorm() {}

    /** Blocks of a gradient with so many elements. */
    static int blocks(int elements) {
        return (int) (((long) elements + BLOCK - 1) / BLOCK);
    }

    /** The sum of squares of each block. */
    public static double[] squares(float[] gradient) {
        double[] squares = new double[blocks(gradient.length)];
        for (int block = 0; block < squares.length; block++) {
            int from = block * BLOCK;
            squares[block] = squares(gradient, from, Math.min(gradient.length, from + BLOCK));
        }
        return squares;
    }

    private static double squares(float[] gradient, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += (double) gradient[i] * gradient[i];
        }
        return sum;
    }

    /** The norm whose blocks have these sums of squares. */
    public static double of(double[] squares) {
        double sum = 0;
        for (double square : squares) {
            sum += square;
        }
        return Math.sqrt(sum);
    }
}
