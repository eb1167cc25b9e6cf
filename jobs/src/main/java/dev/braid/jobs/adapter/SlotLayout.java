package dev.braid.jobs.adapter;

import java.util.List;

/**
 * Which slots of an adapter bank hold what: for each adapter in training two for the versions that training reads (the
 * current and the one before), then its published versions; after these the adapters loaded from folders.
 *
 * @param trained names of the adapters in training
 * @param published how many versions of each may be live for requests
 * @param loaded the adapters that only serve
 */
public record SlotLayout(List<String> trained, int published, List<Loaded> loaded) {
    /**
     * An adapter loaded from a folder.
     *
     * @param versions how many of it may be live: 1 where it stays what it is, more where another version may follow
     */
    public record Loaded(String name, int versions) {
        public Loaded {
            if (versions < 1) {
                throw new IllegalArgumentException(
                        "versions of adapter '" + name + "' is " + versions + ", must be at least 1");
            }
        }
    }

    /** Slots that training alternates between. */
    public static final int TRAINING = 2;

    public SlotLayout {
        trained = List.copyOf(trained);
        loaded = List.copyOf(loaded);
        if (!trained.isEmpty() && published < 1) {
            throw new IllegalArgumentException("published is " + published + ", must be at least 1");
        }
        if (trained.stream().distinct().count() < trained.size()) {
            throw new IllegalArgumentException("adapters in training are " + trained + ", must have different names");
        }
        if (trained.isEmpty()) {
            published = 0;
        }
    }

    /** No adapters at all. */
    public static SlotLayout none() {
        return new SlotLayout(List.of(), 0, List.of());
    }

    /** First of the two slots from which an adapter in training is read. */
    public int firstTraining(int trainedIndex) {
        return trainedIndex * (TRAINING + published);
    }

    public int firstPublished(int trainedIndex) {
        return firstTraining(trainedIndex) + TRAINING;
    }

    /** First of the slots of a loaded adapter; with their number where they end. */
    public int firstLoaded(int loadedIndex) {
        return firstTraining(trained.size())
                + loaded.stream().limit(loadedIndex).mapToInt(Loaded::versions).sum();
    }

    public int slots() {
        return firstLoaded(loaded.size());
    }
}
