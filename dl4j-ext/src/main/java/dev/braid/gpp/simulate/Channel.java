package dev.braid.gpp.simulate;

/** The link from one stage to another: one transfer at a time, in order; a transfer is what one micro-batch of the sender sends. */
final class Channel {
    private final Transfer.Kind kind;
    private final int from;
    private final int to;
    private final int microBatch;
    private final double seconds;
    private double freeAt;
    private int sent;
    private int arrived;

    /** Whose transfers take {@code seconds} and carry {@code microBatch} samples, the sender's. */
    Channel(Transfer.Kind kind, int from, int to, int microBatch, double seconds) {
        this.kind = kind;
        this.from = from;
        this.to = to;
        this.microBatch = microBatch;
        this.seconds = seconds;
    }

    /** The next transfer, of what is ready at {@code time}. */
    Transfer send(double time) {
        double start = Math.max(time, freeAt);
        freeAt = start + seconds;
        return new Transfer(kind, from, to, sent++, start, freeAt);
    }

    void arrive() {
        arrived += microBatch;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    /** Samples that have arrived. */
    int arrived() {
        return arrived;
    }
}
