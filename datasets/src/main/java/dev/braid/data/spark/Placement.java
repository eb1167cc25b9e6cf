package dev.braid.data.spark;

import java.util.Iterator;
import java.util.NoSuchElementException;
import scala.Tuple2;

/** The samples of a partition, each with its place in the shuffled order; rows set aside are left out. */
final class Placement implements Iterator<Tuple2<Long, byte[]>> {
    private final Iterator<byte[]> outcomes;
    private final SampleLayout layout;
    private long number;
    private byte[] next;

    Placement(Iterator<byte[]> outcomes, long firstNumber, SampleLayout layout) {
        this.outcomes = outcomes;
        this.layout = layout;
        this.number = firstNumber;
    }

    @Override
    public boolean hasNext() {
        while (next == null && outcomes.hasNext()) {
            byte[] outcome = outcomes.next();
            next = RowOutcome.isSample(outcome) ? outcome : null;
        }
        return next != null;
    }

    @Override
    public Tuple2<Long, byte[]> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no more samples");
        }
        byte[] sample = next;
        next = null;
        return new Tuple2<>(layout.position(number++), sample);
    }
}
