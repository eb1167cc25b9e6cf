package dev.braid.ops.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HostArenaTest {
    @Test
    void holdsItsBoundAndNamesWhatDoesNotFit() {
        try (HostArena arena = new HostArena("kv pages", 100)) {
            arena.allocate("a", DataType.FLOAT32, 20);
            assertEquals(80, arena.used());
            assertEquals(100, arena.capacity());
            String message = assertThrows(
                            OutOfDeviceMemoryException.class, () -> arena.allocate("b", DataType.INT32, 6))
                    .getMessage();
            assertEquals("buffer b of 24 bytes does not fit arena kv pages: 80 of 100 bytes are in use", message);
            arena.allocate("c", DataType.INT32, 5);
            assertEquals(100, arena.used());
        }
    }

    @Test
    void refusesABufferBeyondTheAddressableSize() {
        try (HostArena arena = new HostArena("weights", Long.MAX_VALUE)) {
            assertTrue(assertThrows(
                            OutOfDeviceMemoryException.class,
                            () -> arena.allocate("embedding", DataType.FLOAT32, 1L << 30))
                    .getMessage()
                    .contains("embedding of arena weights asks for 4294967296 bytes"));
        }
    }

    @Test
    void buffersAreAlignedZeroedAndFullyAddressable() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        try (HostArena arena = new HostArena("test", 1 << 22)) {
            for (int i = 0; i < 200; i++) {
                int count = random.nextInt(300);
                HostBuffer buffer = arena.allocate("b", DataType.FLOAT32, count);
                assertEquals(count * 4, buffer.bytes().capacity(), "seed " + seed);
                assertEquals(0, buffer.bytes().alignmentOffset(0, HostArena.ALIGNMENT), "seed " + seed);
                for (int j = 0; j < count; j++) {
                    assertEquals(0, buffer.getFloat(j), "seed " + seed);
                    buffer.setFloat(j, Float.NaN);
                }
            }
        }
    }

    @Test
    void nothingIsUsableAfterClose() {
        HostArena arena = new HostArena("adapters", 64);
        Matrix matrix = arena.matrix("m", 2, 2);
        Ints ints = arena.ints("i", 2);
        arena.close();
        arena.close();
        for (Runnable use : new Runnable[] {
            () -> matrix.get(0, 0),
            () -> matrix.set(1, 1, 2),
            () -> ints.get(0),
            () -> matrix.host().lanes(),
            () -> arena.allocate("late", DataType.INT32, 1)
        }) {
            assertEquals(
                    "arena adapters is closed",
                    assertThrows(IllegalStateException.class, use::run).getMessage());
        }
    }
}
