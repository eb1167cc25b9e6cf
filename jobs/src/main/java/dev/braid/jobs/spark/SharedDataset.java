package dev.braid.jobs.spark;

import dev.braid.data.pack.PackedDataset;
import dev.braid.data.pack.PackedSequence;
import java.util.List;

/** A packed dataset that the tasks of an executor read one after another. Guards itself. */
final class SharedDataset {
    private final PackedDataset dataset;

    SharedDataset(PackedDataset dataset) {
        this.dataset = dataset;
    }

    synchronized List<PackedSequence> read(List<Long> sequences) {
        return sequences.stream().map(dataset::read).toList();
    }
}
