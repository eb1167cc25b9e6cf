package dev.braid.jobs.adapter;

import java.util.OptionalInt;

/** The two versions of an adapter in training that training reads. */
final class TrainedVersions {
    private final String name;
    private final int first;
    private final AdapterVersion[] versions = new AdapterVersion[SlotLayout.TRAINING];
    private int latest;

    /** @param first of its slots */
    TrainedVersions(String name, int first) {
        this.name = name;
        this.first = first;
    }

    String name() {
        return name;
    }

    int vacate() {
        int slot = versions[0] == null || versions[1] != null && latest == 1 ? 0 : 1;
        versions[slot] = null;
        return first + slot;
    }

    void train(int slot, AdapterVersion version) {
        latest = slot - first;
        versions[latest] = version;
    }

    OptionalInt slot(long step) {
        for (int slot = 0; slot < versions.length; slot++) {
            if (versions[slot] != null && versions[slot].step() == step) {
                return OptionalInt.of(first + slot);
            }
        }
        return OptionalInt.empty();
    }
}
