package dev.braid.data.spark;

import dev.braid.data.row.DatasetException;

/**
 * How much of a dataset is kept for validation.
 *
 * @param value a fraction of the samples if below 1, else their number; 0 for none
 */
public record ValidationSize(double value) {
    public static final ValidationSize NONE = new ValidationSize(0);

    public ValidationSize {
        if (!(value >= 0) || value >= 1 && value != Math.rint(value) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    "validation size is " + value + ", must be a fraction from 0 to 1 or a whole number of samples");
        }
    }

    /** The number of samples to keep of {@code samples}. */
    long of(long samples) {
        long kept = value < 1 ? Math.round(value * samples) : (long) value;
        kept = value > 0 ? Math.max(1, kept) : 0;
        if (kept >= samples && kept > 0) {
            throw new DatasetException("validation size " + value + " keeps " + kept + " of " + samples
                    + " samples and leaves none to train on; choose a smaller one");
        }
        return kept;
    }
}
