package dev.braid.jobs.spark;

import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.control.VersionPublisher;
import dev.braid.jobs.spark.exchange.SlicedWeights;
import dev.braid.jobs.spark.exchange.VersionAnnouncer;

/** Tells executors where a version's slices are, so that each fetches them. */
public record SlicedPublisher(String adapter, VersionPublisher publisher) implements VersionAnnouncer {
    @Override
    public void publish(long step, SlicedWeights weights) {
        publisher.publish(SlicedVersionMessage.publication(new AdapterVersion(adapter, step), weights));
    }

    @Override
    public void refresh() {
        publisher.refresh();
    }
}
