package dev.braid.jobs.adapter;

import java.util.List;
import java.util.Optional;

/**
 * Which slots of an adapter bank hold what: first two for the versions that training reads (the current and the one
 * before), then the published versions of the adapter in training, then one for each adapter loaded from a folder.
 *
 * @param trained name of the adapter in training, if any
 * @param published how many versions of it may be live for requests
 * @param loaded names of the adapters that only serve
 */
public record SlotLayout(Optional<String> trained, int published, List<String> loaded) {
    /** Slots that training alternates between. */
    public static final int TRAINING = 2;

    public SlotLayout {
        loaded = List.copyOf(loaded);
        if (trained.isPresent() && published < 1) {
            throw new IllegalArgumentException("published is " + published + ", must be at least 1");
        }
        if (trained.isEmpty()) {
            published = 0;
        }
    }

    /** No adapters at all. */
    public static SlotLayout none() {
        return new SlotLayout(Optional.empty(), 0, List.of());
    }

    public int firstPublished() {
        return trained.isPresent() ? TRAINING : 0;
    }

    public int firstLoaded() {
        return firstPublished() + published;
    }

    public int slots() {
        return firstLoaded() + loaded.size();
    }
}
