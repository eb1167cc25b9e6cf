package dev.braid.jobs.adapter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Which adapter version stands in which slot, and which sequences hold it there. A name means the newest published
 * version, {@code name@step} that one if it is still live. A version that a sequence pins keeps its slot; the newest
 * published one keeps its too. Used by the engine's thread alone.
 */
public final class VersionStore {
    private final SlotLayout layout;
    private final int[] pins;
    private final List<TrainedVersions> trained = new ArrayList<>();
    private final Map<String, Integer> loaded = new HashMap<>();

    public VersionStore(SlotLayout layout) {
        this.layout = layout;
        this.pins = new int[layout.slots()];
        for (int i = 0; i < layout.trained().size(); i++) {
            trained.add(new TrainedVersions(layout.trained().get(i), i, layout, pins));
        }
        for (int i = 0; i < layout.loaded().size(); i++) {
            loaded.put(layout.loaded().get(i), layout.firstLoaded() + i);
        }
    }

    /** A version and the slot in which it stands. */
    public record Place(AdapterVersion version, int slot) {}

    /** What a request's model name means now; empty when it means nothing. */
    public Optional<Place> resolve(String name) {
        String plain = name.endsWith("@0") ? name.substring(0, name.length() - 2) : name;
        Integer slot = loaded.get(plain);
        if (slot != null) {
            return Optional.of(new Place(new AdapterVersion(plain, 0), slot));
        }
        return trained.stream()
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
        return of(version).vacateTraining();
    }

    /** The version now stands in the slot that {@link #vacateTraining} gave. */
    public void train(int slot, AdapterVersion version) {
        of(version).train(slot, version);
    }

    /** The slot from which training reads a version. */
    public OptionalInt trainingSlot(String name, long step) {
        return trained.stream()
                .filter(versions -> versions.name().equals(name))
                .findFirst()
                .map(versions -> versions.trainingSlot(step))
                .orElse(OptionalInt.empty());
    }

    /**
     * Empties a slot for a version that is to be published: a free one, else that of the oldest version that no
     * sequence pins. The newest version goes only where it has the sole slot.
     *
     * @return the slot, which holds nothing until {@link #publish}; empty while all are held
     */
    public OptionalInt vacatePublished(AdapterVersion version) {
        return of(version).vacatePublished();
    }

    /** The version now stands in the slot that {@link #vacatePublished} gave: from now on its name means it. */
    public void publish(int slot, AdapterVersion version) {
        of(version).publish(slot, version);
    }

    private TrainedVersions of(AdapterVersion version) {
        return trained.stream()
                .filter(versions -> versions.name().equals(version.name()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "version " + version + " is not of an adapter in training; these are " + layout.trained()));
    }

    /** Newest published step of an adapter in training. */
    public OptionalLong newestStep(String name) {
        return trained.stream()
                .filter(versions -> versions.name().equals(name))
                .flatMap(versions -> versions.newest().stream())
                .mapToLong(AdapterVersion::step)
                .findFirst();
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
        List<AdapterVersion> live = new ArrayList<>();
        for (TrainedVersions versions : trained) {
            for (AdapterVersion version : versions.published()) {
                if (version != null) {
                    live.add(version);
                }
            }
        }
        layout.loaded().forEach(name -> live.add(new AdapterVersion(name, 0)));
        return live;
    }
}
