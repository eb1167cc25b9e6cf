package dev.braid.jobs.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class VersionStoreTest {
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final int live = 1 + random.nextInt(4);
    private final SlotLayout layout = new SlotLayout(
            List.of("mate"), live, List.of(new SlotLayout.Loaded("poet", 2), new SlotLayout.Loaded("clerk", 1)));
    private final VersionStore store = new VersionStore(layout);

    /** What was last written to each slot. */
    private final Map<Integer, AdapterVersion> content = new HashMap<>();

    private final List<VersionStore.Place> pinned = new ArrayList<>();
    private final Map<String, AdapterVersion> loaded = new HashMap<>();
    /** Of all weights that there were. */
    private final Set<String> names = new HashSet<>();

    private long newest = -1;

    @RepeatedTest(20)
    void noPinnedVersionIsOverwrittenAndNamesMeanTheNewest() {
        load(new AdapterVersion("poet", 0));
        load(new AdapterVersion("clerk", 0));
        for (long step = 0; step < 500; step++) {
            AdapterVersion version = new AdapterVersion("mate", step);
            train(version);
            if (random.nextInt(3) == 0) {
                publish(version);
            }
            if (random.nextInt(5) == 0) {
                load(new AdapterVersion("poet", random.nextInt(9)));
            }
            pinOrUnpin();
            check();
        }
    }

    /** Another version of a loaded adapter, an earlier one as well. */
    private void load(AdapterVersion version) {
        OptionalInt slot = store.vacatePublished(version);
        if (slot.isEmpty()) {
            assertTrue(
                    pinned.stream()
                            .anyMatch(place -> place.version().name().equals(version.name())
                                    && !place.equals(
                                            store.resolve(version.name()).orElseThrow())),
                    "another version waits though nobody holds the one before, seed " + seed);
            return;
        }
        content.put(slot.getAsInt(), version);
        store.publish(slot.getAsInt(), version);
        loaded.put(version.name(), version);
        assertTrue(names.add(store.resolve(version.name()).orElseThrow().weights()), "seed " + seed);
    }

    private void train(AdapterVersion version) {
        int slot = store.vacateTraining(version);
        assertTrue(slot < SlotLayout.TRAINING, "seed " + seed);
        content.put(slot, version);
        store.train(slot, version);
        for (long step = Math.max(0, version.step() - 1); step <= version.step(); step++) {
            int at = store.trainingSlot("mate", step).orElseThrow();
            assertEquals(new AdapterVersion("mate", step), content.get(at), "seed " + seed);
        }
    }

    private void publish(AdapterVersion version) {
        OptionalInt slot = store.vacatePublished(version);
        if (slot.isEmpty()) {
            long held = pinned.stream()
                    .map(VersionStore.Place::slot)
                    .filter(at -> at >= layout.firstPublished(0) && at < layout.firstLoaded(0))
                    .distinct()
                    .count();
            assertTrue(held >= live - 1, "publication waits though a slot is free, seed " + seed);
            return;
        }
        content.put(slot.getAsInt(), version);
        store.publish(slot.getAsInt(), version);
        newest = version.step();
    }

    private void pinOrUnpin() {
        if (random.nextInt(5) < 2) {
            String name = List.of("mate", "poet", "clerk@0", "mate@" + newest).get(random.nextInt(4));
            store.resolve(name).ifPresent(place -> {
                store.pin(place.slot());
                pinned.add(place);
            });
        } else if (!pinned.isEmpty()) {
            store.unpin(pinned.remove(random.nextInt(pinned.size())).slot());
        }
    }

    private void check() {
        for (VersionStore.Place place : pinned) {
            assertEquals(place.version(), content.get(place.slot()), "a pinned version was overwritten, seed " + seed);
        }
        for (AdapterVersion version : store.live()) {
            VersionStore.Place place = store.resolve(version.toString()).orElseThrow();
            assertEquals(version, content.get(place.slot()), "seed " + seed);
        }
        assertEquals(
                newest < 0 ? Optional.empty() : Optional.of(new AdapterVersion("mate", newest)),
                store.resolve("mate").map(VersionStore.Place::version),
                "seed " + seed);
        loaded.forEach((name, version) ->
                assertEquals(version, store.resolve(name).orElseThrow().version(), "seed " + seed));
        assertEquals(pinned.size(), store.pins(), "seed " + seed);
        assertTrue(store.live().size() <= live + 3, "seed " + seed);
    }

    @Test
    void aVacatedSlotMeansNothingUntilItIsFilled() {
        VersionStore one = new VersionStore(new SlotLayout(List.of("mate"), 1, List.of()));
        AdapterVersion first = new AdapterVersion("mate", 1);
        one.publish(one.vacatePublished(first).orElseThrow(), first);
        one.vacatePublished(new AdapterVersion("mate", 2));
        assertEquals(Optional.empty(), one.resolve("mate"));
        int slot = one.vacateTraining(first);
        assertEquals(OptionalInt.empty(), one.trainingSlot("mate", 1));
        one.train(slot, first);
        assertEquals(OptionalInt.of(slot), one.trainingSlot("mate", 1));
    }

    @Test
    void refusesVersionsOfOtherAdaptersAndUnpinsOfNothing() {
        assertThrows(IllegalArgumentException.class, () -> store.vacateTraining(new AdapterVersion("poet", 1)));
        assertThrows(IllegalArgumentException.class, () -> store.vacatePublished(new AdapterVersion("nobody", 1)));
        assertThrows(IllegalStateException.class, () -> store.unpin(0));
        assertEquals(Optional.empty(), store.resolve("poet@1"));
        assertEquals(Optional.empty(), store.resolve("@0"));
    }
}
