package dev.braid.jobs.adapter;

import java.util.Optional;
import java.util.OptionalInt;

/** The versions of one adapter in training: two that training reads, some that requests may ask for. */
final class TrainedVersions {
    private final String name;
    private final int firstTraining;
    private final int firstPublished;
    private final AdapterVersion[] training = new AdapterVersion[SlotLayout.TRAINING];
    private final AdapterVersion[] published;
    private final int[] pins;
    private int latest;
    private int newest = -1;

    /** @param pins of all slots of the bank */
    TrainedVersions(String name, int index, SlotLayout layout, int[] pins) {
        this.name = name;
        this.firstTraining = layout.firstTraining(index);
        this.firstPublished = layout.firstPublished(index);
        this.published = new AdapterVersion[layout.published()];
        this.pins = pins;
    }

    String name() {
        return name;
    }

    AdapterVersion[] published() {
        return published;
    }

    /** The newest published version, if there is one. */
    Optional<AdapterVersion> newest() {
        return newest < 0 ? Optional.empty() : Optional.of(published[newest]);
    }

    Optional<VersionStore.Place> resolve(String asked) {
        for (int i = 0; i < published.length; i++) {
            boolean found =
                    asked.equals(name) ? i == newest : published[i] != null && asked.equals(published[i].toString());
            if (found) {
                return Optional.of(new VersionStore.Place(published[i], firstPublished + i));
            }
        }
        return Optional.empty();
    }

    int vacateTraining() {
        int slot = training[0] == null || training[1] != null && latest == 1 ? 0 : 1;
        training[slot] = null;
        return firstTraining + slot;
    }

    void train(int slot, AdapterVersion version) {
        latest = slot - firstTraining;
        training[latest] = version;
    }

    OptionalInt trainingSlot(long step) {
        for (int slot = 0; slot < training.length; slot++) {
            if (training[slot] != null && training[slot].step() == step) {
                return OptionalInt.of(firstTraining + slot);
            }
        }
        return OptionalInt.empty();
    }

    OptionalInt vacatePublished() {
        int chosen = -1;
        for (int i = 0; i < published.length; i++) {
            if (published[i] == null) {
                chosen = i;
                break;
            }
            boolean replaceable = pins[firstPublished + i] == 0 && (i != newest || published.length == 1);
            if (replaceable && (chosen < 0 || published[i].step() < published[chosen].step())) {
                chosen = i;
            }
        }
        if (chosen < 0) {
            return OptionalInt.empty();
        }
        published[chosen] = null;
        newest = chosen == newest ? -1 : newest;
        return OptionalInt.of(firstPublished + chosen);
    }

    void publish(int slot, AdapterVersion version) {
        newest = slot - firstPublished;
        published[newest] = version;
    }
}
