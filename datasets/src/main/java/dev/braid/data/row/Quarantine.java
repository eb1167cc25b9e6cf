package dev.braid.data.row;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What was set aside of a dataset.
 *
 * @param good rows that can be used
 * @param bad rows that were set aside
 * @param examples the first of them, by file and line
 */
public record Quarantine(long good, long bad, List<QuarantinedRow> examples) {
    /** Examples kept in memory and in reports; all rows are in the quarantine folder. */
    public static final int MAX_EXAMPLES = 20;

    private static final int SHOWN = 3;

    public Quarantine {
        examples = List.copyOf(examples.subList(0, Math.min(MAX_EXAMPLES, examples.size())));
    }

    /**
     * Fails if the dataset is empty, if nothing in it can be used, or if more than {@code maxFraction} of its rows had to be
     * set aside.
     */
    public void check(String dataset, double maxFraction) {
        long rows = good + bad;
        if (rows == 0) {
            throw new DatasetException("dataset " + dataset + " is empty: no row in any of its files");
        }
        if (good == 0) {
            throw new DatasetException(
                    "dataset " + dataset + ": none of its " + rows + " rows can be trained on; " + shown());
        }
        if (bad > maxFraction * rows) {
            throw new DatasetException("dataset " + dataset + ": " + bad + " of " + rows
                    + " rows are malformed, more than the allowed fraction of " + maxFraction
                    + "; correct them or raise spark.braid.data.quarantine.max.fraction; " + shown());
        }
    }

    private String shown() {
        return "the first: "
                + examples.stream().limit(SHOWN).map(QuarantinedRow::toString).collect(Collectors.joining("; "));
    }
}
