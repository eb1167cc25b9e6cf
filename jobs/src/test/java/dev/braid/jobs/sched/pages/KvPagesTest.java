package dev.braid.jobs.sched.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class KvPagesTest {
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final KvPages pages = new KvPages(23);
    /** One entry for each holder. */
    private final List<Integer> held = new ArrayList<>();

    private final Map<Integer, PageKey> published = new HashMap<>();

    @RepeatedTest(20)
    void everyPageIsHeldCachedOrFreeAndAKeyMeansItsPage() {
        for (int i = 0; i < 3_000; i++) {
            switch (random.nextInt(4)) {
                case 0 -> take();
                case 1 -> share();
                case 2 -> publish();
                default -> release();
            }
            pages.check(held.size());
            assertEquals(23 - held.stream().distinct().count(), pages.available(), "seed " + seed);
        }
    }

    private void take() {
        if (pages.available() == 0) {
            assertThrows(IllegalStateException.class, pages::take);
            return;
        }
        int page = pages.take();
        assertFalse(held.contains(page), "page " + page + " is held already, seed " + seed);
        published.remove(page);
        held.add(page);
    }

    private void share() {
        PageKey key = key();
        int page = pages.share(key);
        assertEquals(published.containsValue(key), page >= 0, "seed " + seed);
        if (page >= 0) {
            assertEquals(key, published.get(page), "seed " + seed);
            held.add(page);
        }
    }

    private void publish() {
        if (!held.isEmpty()) {
            int page = held.get(random.nextInt(held.size()));
            PageKey key = key();
            if (!published.containsKey(page) && !published.containsValue(key)) {
                published.put(page, key);
            }
            pages.publish(page, key);
        }
    }

    private void release() {
        if (!held.isEmpty()) {
            pages.release(held.remove(random.nextInt(held.size())));
        }
    }

    private PageKey key() {
        return new PageKey(0, random.nextInt(40));
    }

    @Test
    void givesUpTheCachedPageThatWasReleasedFirst() {
        KvPages three = new KvPages(3);
        PageKey[] keys = new PageKey[3];
        int[] taken = new int[3];
        for (int i = 0; i < 3; i++) {
            taken[i] = three.take();
            keys[i] = new PageKey(7, i);
            three.publish(taken[i], keys[i]);
        }
        three.release(taken[1]);
        three.release(taken[2]);
        three.release(taken[0]);
        assertEquals(taken[2], three.share(keys[2]));
        assertEquals(taken[1], three.take());
        assertEquals(-1, three.share(keys[1]));
        assertEquals(taken[0], three.take());
        assertEquals(0, three.available());
    }

    @Test
    void keysTellWeightsAndTokensApart() {
        int[] tokens = {1, 2, 3, 4, 5, 6, 7, 8};
        PageKey root = PageKey.root("tiny+mate@3");
        assertEquals(root.next(tokens, 0, 4), PageKey.root("tiny+mate@3").next(tokens, 0, 4));
        assertNotEquals(root.next(tokens, 0, 4), PageKey.root("tiny+mate@4").next(tokens, 0, 4));
        assertNotEquals(root.next(tokens, 0, 4), root.next(tokens, 4, 4));
        assertNotEquals(root.next(tokens, 0, 4).next(tokens, 4, 4), root.next(tokens, 4, 4));
    }

    @Test
    void refusesToReleaseWhatNobodyHolds() {
        int page = pages.take();
        pages.release(page);
        String message = assertThrows(IllegalArgumentException.class, () -> pages.release(page))
                .getMessage();
        assertTrue(message.contains("page " + page), message);
    }
}
