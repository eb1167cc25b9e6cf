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
    private final AdapterVersion[] published;
    private final int[] pins;
    private final AdapterVersion[] training = new AdapterVersion[SlotLayout.TRAINING];
    private final Map<String, Integer> loaded = new HashMap<>();
    private int latest;
    private int newest = -1;

    public VersionStore(SlotLayout layout) {
        this.layout = layout;
        this.published = new AdapterVersion[layout.published()];
        this.pins = new int[layout.slots()];
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
        if (newest >= 0 && published[newest].name().equals(name)) {
            return Optional.of(place(newest));
        }
        for (int i = 0; i < published.length; i++) {
            if (published[i] != null && published[i].toString().equals(name)) {
                return Optional.of(place(i));
            }
        }
        return Optional.empty();
    }

    private Place place(int index) {
        return new Place(published[index], layout.firstPublished() + index);
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
        requireTrained(version);
        int slot = training[0] == null || training[1] != null && latest == 1 ? 0 : 1;
        training[slot] = null;
        return slot;
    }

    /** The version now stands in the slot that {@link #vacateTraining} gave. */
    public void train(int slot, AdapterVersion version) {
        training[slot] = version;
        latest = slot;
    }

    /** The slot from which training reads a version. */
    public OptionalInt trainingSlot(long step) {
        for (int slot = 0; slot < training.length; slot++) {
            if (training[slot] != null && training[slot].step() == step) {
                return OptionalInt.of(slot);
            }
        }
        return OptionalInt.empty();
    }

    /**
     * Empties a slot for a version that is to be published: a free one, else that of the oldest version that no
     * sequence pins. The newest version goes only where it has the sole slot.
     *
     * @return the slot, which holds nothing until {@link #publish}; empty while all are held
     */
    public OptionalInt vacatePublished(AdapterVersion version) {
        requireTrained(version);
        int chosen = -1;
        for (int i = 0; i < published.length; i++) {
            if (published[i] == null) {
                chosen = i;
                break;
            }
            boolean replaceable = pins[layout.firstPublished() + i] == 0 && (i != newest || published.length == 1);
            if (replaceable && (chosen < 0 || published[i].step() < published[chosen].step())) {
                chosen = i;
            }
        }
        if (chosen < 0) {
            return OptionalInt.empty();
        }
        published[chosen] = null;
        newest = chosen == newest ? -1 : newest;
        return OptionalInt.of(layout.firstPublished() + chosen);
    }

    /** The version now stands in the slot that {@link #vacatePublished} gave: from now on its name means it. */
    public void publish(int slot, AdapterVersion version) {
        newest = slot - layout.firstPublished();
        published[newest] = version;
    }

    private void requireTrained(AdapterVersion version) {
        if (!layout.trained().equals(Optional.of(version.name()))) {
            throw new IllegalArgumentException("version " + version + " is not of the adapter in training, "
                    + layout.trained().orElse("none"));
        }
    }

    /** Newest published step of the adapter in training. */
    public OptionalLong newestStep() {
        return newest < 0 ? OptionalLong.empty() : OptionalLong.of(published[newest].step());
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
        for (AdapterVersion version : published) {
            if (version != null) {
                live.add(version);
            }
        }
        layout.loaded().forEach(name -> live.add(new AdapterVersion(name, 0)));
        return live;
    }
}
