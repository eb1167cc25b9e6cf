package dev.braid.jobs.sched.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PageAllocatorTest {
    @Test
    void noPageIsEverHeldTwiceAndNoneIsLost() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        PageAllocator allocator = new PageAllocator(37);
        List<int[]> held = new ArrayList<>();
        Set<Integer> taken = new HashSet<>();
        for (int i = 0; i < 5_000; i++) {
            int count = random.nextInt(9);
            if (random.nextBoolean() && count <= allocator.available()) {
                int[] pages = allocator.allocate(count);
                assertEquals(count, pages.length);
                for (int page : pages) {
                    assertTrue(page >= 0 && page < 37 && taken.add(page), "page " + page + ", seed " + seed);
                }
                held.add(pages);
            } else if (!held.isEmpty()) {
                int[] pages = held.remove(random.nextInt(held.size()));
                allocator.release(pages);
                for (int page : pages) {
                    taken.remove(page);
                }
            }
            assertEquals(37 - taken.size(), allocator.available(), "seed " + seed);
        }
        held.forEach(allocator::release);
        assertEquals(37, allocator.allocate(37).length);
    }

    @Test
    void refusesMoreThanThereIsAndWhatWasNotTaken() {
        PageAllocator allocator = new PageAllocator(3);
        int[] two = allocator.allocate(2);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> allocator.allocate(2))
                .getMessage()
                .contains("1 of 3"));
        assertEquals(1, allocator.available());
        allocator.release(two);
        assertThrows(IllegalArgumentException.class, () -> allocator.release(two));
        assertEquals(3, allocator.available());
    }
}
