package dev.braid.jobs.adapter;

import java.util.Optional;
import java.util.OptionalInt;

/** The versions of one adapter that requests may ask for, in slots next to each other. */
final class PublishedVersions {
    private final String name;
    private final int first;
    private final AdapterVersion[] versions;
    private final long[] publications;
    private final int[] pins;
    private int newest = -1;
    private long published;

    /**
     * @param first of its slots
     * @param pins of all slots of the bank
     */
    PublishedVersions(String name, int first, int count, int[] pins) {
        this.name = name;
        this.first = first;
        this.versions = new AdapterVersion[count];
        this.publications = new long[count];
        this.pins = pins;
    }

    String name() {
        return name;
    }

    /** By slot; null where there is none. */
    AdapterVersion[] versions() {
        return versions;
    }

    /** The version that was published last, if it is there. */
    Optional<AdapterVersion> newest() {
        return newest < 0 ? Optional.empty() : Optional.of(versions[newest]);
    }

    Optional<VersionStore.Place> resolve(String asked) {
        for (int i = 0; i < versions.length; i++) {
            boolean found =
                    asked.equals(name) ? i == newest : versions[i] != null && asked.equals(versions[i].toString());
            if (found) {
                return Optional.of(new VersionStore.Place(versions[i], first + i, publications[i]));
            }
        }
        return Optional.empty();
    }

    /** A free slot, else that of the oldest version that no sequence pins; the newest goes only where it is alone. */
    OptionalInt vacate() {
        int chosen = -1;
        for (int i = 0; i < versions.length; i++) {
            if (versions[i] == null) {
                chosen = i;
                break;
            }
            boolean replaceable = pins[first + i] == 0 && (i != newest || versions.length == 1);
            if (replaceable && (chosen < 0 || publications[i] < publications[chosen])) {
                chosen = i;
            }
        }
        if (chosen < 0) {
            return OptionalInt.empty();
        }
        versions[chosen] = null;
        newest = chosen == newest ? -1 : newest;
        return OptionalInt.of(first + chosen);
    }

    void publish(int slot, AdapterVersion version) {
        newest = slot - first;
        versions[newest] = version;
        publications[newest] = ++published;
    }
}
