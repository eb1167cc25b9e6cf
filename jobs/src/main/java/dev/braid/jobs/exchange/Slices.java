package dev.braid.jobs.exchange;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a flat block of parameters is cut into slices that live in different places. Slices are whole blocks of {@link
 * GradientNorm#BLOCK} elements (the last block may be shorter), so that no result depends on their number.
 *
 * @param parameters elements of the whole
 * @param count number of slices, at most one per block
 */
public record Slices(int parameters, int count) implements Serializable {
    public Slices {
        int blocks = GradientNorm.blocks(parameters);
        if (count < 1 || count > Math.max(1, blocks)) {
            throw new IllegalArgumentException("count is " + count + ", must be in [1, " + Math.max(1, blocks)
                    + "], the blocks of " + parameters + " parameters");
        }
    }

    /** As many slices as are wanted, or as there are blocks if these are fewer. */
    public static Slices atMost(int parameters, int wanted) {
        return new Slices(parameters, Math.max(1, Math.min(wanted, GradientNorm.blocks(parameters))));
    }

    /** First element of a slice; that of slice {@code count} is the end of the last one. */
    public int from(int slice) {
        long block = (long) GradientNorm.blocks(parameters) * slice / count;
        return (int) Math.min(parameters, block * GradientNorm.BLOCK);
    }

    /** Elements of a slice. */
    public int length(int slice) {
        return from(slice + 1) - from(slice);
    }

    /** A copy of one slice of a whole. */
    public float[] cut(float[] whole, int slice) {
        return Arrays.copyOfRange(whole, from(slice), from(slice + 1));
    }

    /** The slice of sums over whole gradients. */
    public List<PartialSum> cut(List<PartialSum> sums, int slice) {
        return sums.stream()
                .map(sum -> new PartialSum(
                        sum.level(), sum.index(), sum.targets(), sum.lossSum(), cut(sum.gradient(), slice)))
                .toList();
    }

    /** The whole of its slices in order. */
    public float[] join(List<float[]> slices) {
        float[] whole = new float[parameters];
        for (int slice = 0; slice < count; slice++) {
            System.arraycopy(slices.get(slice), 0, whole, from(slice), length(slice));
        }
        return whole;
    }

    /** The squares of all blocks, from those of each slice in order. */
    public double[] joinSquares(List<double[]> squares) {
        List<Double> all = new ArrayList<>();
        squares.forEach(slice -> Arrays.stream(slice).forEach(all::add));
        return all.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
