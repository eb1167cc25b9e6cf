package dev.braid.jobs.simulate.cost;

/** What finetuning beside inference could reach, in tokens/s. Pure functions. */
public final class Bounds {
    /** Rows of the batch at whose rate inference's matrix products are counted. */
    public static final int SHARED_ROWS = 256;

    private static final double NANOS = 1e9;

    private Bounds() {}

    /**
     * What switching between the two without loss would reach: finetuning gets the time that inference alone leaves.
     *
     * @param aloneTokensPerSecond finetuning rate of the device with nothing beside it
     * @param busy fraction of time that inference alone keeps the device busy, 0 to 1
     */
    public static double idealTimeSlicing(double aloneTokensPerSecond, double busy) {
        return left(aloneTokensPerSecond, "busy", busy);
    }

    /**
     * What sharing every read of the weights would reach: inference costs only {@code share}.
     *
     * @param share fraction of time that inference takes at the roofline, see {@link #rooflineShare}; 1 or more leaves
     *     nothing
     */
    public static double idealRoofline(double aloneTokensPerSecond, double share) {
        Checks.notNegative("share", share);
        return left(aloneTokensPerSecond, "share", Math.min(1, share));
    }

    /**
     * The fraction of time that inference would take if its matrix products ran at the rate of a batch of
     * {@link #SHARED_ROWS} rows and its decode keys and values were read at the bandwidth that the runtime reaches.
     * Above 1 where the demand cannot be met.
     */
    public static double rooflineShare(RooflineCost cost, InferenceDemand demand) {
        double nanosPerSecond = demand.rows() * cost.layersNanosPerRow(SHARED_ROWS)
                + demand.sampledRows() * cost.headNanosPerRow(SHARED_ROWS)
                + demand.decodeKeys() * cost.decodeNanosPerKey();
        return nanosPerSecond / NANOS;
    }

    /** The same of a measured cost, whose curve of batch rows has the head in it. */
    public static double rooflineShare(MeasuredCost cost, InferenceDemand demand) {
        double perRow = cost.batchRows().nanos(SHARED_ROWS) / SHARED_ROWS;
        double perKey = cost.decodeKeys().nanosPerUnit();
        return (demand.rows() * perRow + demand.decodeKeys() * perKey) / NANOS;
    }

    private static double left(double alone, String field, double taken) {
        Checks.notNegative("aloneTokensPerSecond", alone);
        if (!(taken >= 0 && taken <= 1)) {
            throw new IllegalArgumentException(field + " is " + taken + ", must be from 0 to 1");
        }
        return alone * (1 - taken);
    }
}
