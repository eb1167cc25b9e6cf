package dev.braid.gpp.zoo;

import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Work;

/**
 * The sum of {@code bag} rows of a table {@code [rows, columns]}: work for the memory, hardly any arithmetic. Only the
 * rows that were read have a gradient, so the weight gradient moves as many rows as forward, and each twice to add up.
 *
 * <p>Its state is counted as for any other weight, gradient and optimizer slots for the whole table and a dense
 * all-reduce. That is what a trainer without sparse gradients does; one that has them needs less.
 *
 * @param width bytes of an element
 */
record EmbeddingBag(long rows, long columns, long bag, int width) {
    private static final int INDEX_BYTES = 8;

    Operator operator(String id) {
        double read = (double) bag * columns * width;
        double indices = (double) bag * INDEX_BYTES;
        double sum = (double) columns * width;
        return new Operator(
                id,
                new Work.Counted((double) bag * columns, 0, read + indices + sum),
                Work.NONE,
                new Work.Counted((double) bag * columns, 0, 2 * read + indices + sum),
                parameters() * width,
                indices);
    }

    /** The rows as they are, without a sum. */
    Operator lookup(String id) {
        double read = (double) bag * columns * width;
        double indices = (double) bag * INDEX_BYTES;
        return new Operator(
                id,
                new Work.Counted(0, 0, 2 * read + indices),
                Work.NONE,
                new Work.Counted(0, 0, 3 * read + indices),
                parameters() * width,
                read + indices);
    }

    double parameters() {
        return (double) rows * columns;
    }
}
