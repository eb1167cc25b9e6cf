package dev.braid.jobs.adapter;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Which adapter version stands in which slot, and which sequences hold it there. A name means the version that was
 * published last, {@code name@step} that one if it is still live. A version that a sequence pins keeps its slot; the one
 * that was published last keeps its too. Used by the engine's thread alone.
 */
public final class VersionStore {
    private final SlotLayout layout;
    private final int[] pins;
    private final List<TrainedVersions> trained = new ArrayList<>();
    private final List<PublishedVersions> published = new ArrayList<>();

    public VersionStore(SlotLayout layout) {
        this.layout = layout;
        this.pins = new int[layout.slots()];
        for (int i = 0; i < layout.trained().size(); i++) {
            String name = layout.trained().get(i);
            trained.add(new TrainedVersions(name, layout.firstTraining(i)));
            published.add(new PublishedVersions(name, layout.firstPublished(i), layout.published(), pins));
        }
        for (int i = 0; i < layout.loaded().size(); i++) {
            SlotLayout.Loaded loaded = layout.loaded().get(i);
            published.add(new PublishedVersions(loaded.name(), layout.firstLoaded(i), loaded.versions(), pins));
        }
    }

    /**
     * A version and the slot in which it stands.
     *
     * @param publication of its adapter, counted: a version that is published again may have other weights
     */
    public record Place(AdapterVersion version, int slot, long publication) {
        /** Names the weights. */
        public String weights() {
            return version + "#" + publication;
        }
    }

    /** What a request's model name means now; empty when it means nothing. */
    public Optional<Place> resolve(String name) {
        return published.stream()
                .flatMap(versions -> versions.resolve(name).stream())
                .findFirst();
    }

    /** A sequence begins with the version in this slot. */
    public void pin(int slot) {
        pins[slot]++;
    }

    /** A sequence that pinned the slot has ended. */
    public void unpin(int slot) {
        if (pins[slot] == 0) {
            throw new IllegalStateException("slot " + slot + " is unpinned but nobody pins it");
        }
        pins[slot]--;
    }

    /**
     * Empties the slot that training may overwrite: a free one, else that of the version installed earlier.
     *
     * @return the slot, which holds nothing until {@link #train}
     */
    public int vacateTraining(AdapterVersion version) {
        return inTraining(version).vacate();
    }

    /** The version now stands in the slot that {@link #vacateTraining} gave. */
    public void train(int slot, AdapterVersion version) {
        inTraining(version).train(slot, version);
    }

    private TrainedVersions inTraining(AdapterVersion version) {
        return trained.stream()
                .filter(versions -> versions.name().equals(version.name()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "version " + version + " is not of an adapter in training; these are " + layout.trained()));
    }

    /** The slot from which training reads a version. */
    public OptionalInt trainingSlot(String name, long step) {
        return trained.stream()
                .filter(versions -> versions.name().equals(name))
                .findFirst()
                .map(versions -> versions.slot(step))
                .orElse(OptionalInt.empty());
    }

    /**
     * Empties a slot for a version that is to be published: a free one, else that of the version that was published
     * first of those that no sequence pins. The one that was published last goes only where it has the sole slot.
     *
     * @return the slot, which holds nothing until {@link #publish}; empty while all are held
     */
    public OptionalInt vacatePublished(AdapterVersion version) {
        return of(version.name()).vacate();
    }

    /** The version now stands in the slot that {@link #vacatePublished} gave: from now on its name means it. */
    public void publish(int slot, AdapterVersion version) {
        of(version.name()).publish(slot, version);
    }

    private PublishedVersions of(String name) {
        return published.stream()
                .filter(versions -> versions.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no adapter '" + name + "'; there are "
                        + published.stream().map(PublishedVersions::name).toList()));
    }

    /** The version of an adapter that was published last, if it is there. */
    public Optional<AdapterVersion> newest(String name) {
        return of(name).newest();
    }

    public SlotLayout layout() {
        return layout;
    }

    /** Sequences that hold a slot. */
    public int pins() {
        int sum = 0;
        for (int count : pins) {
            sum += count;
        }
        return sum;
    }

    /** Versions that can be asked for by name and step. */
    public List<AdapterVersion> live() {
        return published.stream()
                .flatMap(versions -> Stream.of(versions.versions()))
                .filter(Objects::nonNull)
                .toList();
    }
}
