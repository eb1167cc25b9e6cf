package dev.braid.ops.math;

/**
 * The fixed order in which sixteen partial sums become one: halves are added onto each other (8, 4, 2, 1). Element i of
 * what is summed goes to partial sum i modulo {@link #COUNT}, so vectors of 4, 8 or 16 lanes give the same bits.
 */
public final class PartialSums {
    /** How many partial sums there are. */
    public static final int COUNT = 16;

    private PartialSums() {}

    /** The sum of {@code partial[from .. from + 16)}, which is destroyed. */
    public static float combine(float[] partial, int from) {
        for (int width = COUNT / 2; width > 0; width /= 2) {
            for (int i = from; i < from + width; i++) {
                partial[i] += partial[i + width];
            }
        }
        return partial[from];
    }

    /** The sum of the sixteen values, which are destroyed, in an oracle's arithmetic. */
    public static double combine(double[] partial, Precision precision) {
        for (int width = COUNT / 2; width > 0; width /= 2) {
            for (int i = 0; i < width; i++) {
                partial[i] = precision.add(partial[i], partial[i + width]);
            }
        }
        return partial[0];
    }
}
