package dev.braid.ops.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class ViewsTest {
    @Test
    void viewsOfViewsReachTheSameElements() {
        try (HostArena arena = new HostArena("test", 4096)) {
            Matrix m = new Matrix(arena.allocate("m", DataType.FLOAT32, 100), 3, 6, 9, 16);
            m.set(4, 5, 7.5f);
            assertEquals(7.5f, m.rows(2, 4).columns(4, 3).get(2, 1));
            Ints ints = arena.ints("i", 10);
            ints.set(7, 42);
            assertEquals(42, ints.slice(3, 6).slice(2, 3).get(2));
        }
    }

    @Test
    void refuseWhatLiesOutside() {
        try (HostArena arena = new HostArena("test", 4096)) {
            Buffer floats = arena.allocate("m", DataType.FLOAT32, 100);
            Buffer ids = arena.allocate("i", DataType.INT32, 10);
            assertEquals(
                    "matrix [6, 9] with stride 16 at offset 12 does not lie in a buffer of 100 elements",
                    refused(() -> new Matrix(floats, 12, 6, 9, 16)));
            assertEquals("a matrix needs a FLOAT32 buffer, got INT32", refused(() -> Matrix.of(ids, 1, 1)));
            assertEquals(
                    "ints [8, 12) do not lie in a buffer of 10 INT32 elements", refused(() -> new Ints(ids, 8, 4)));
            Matrix m = Matrix.of(floats, 10, 10);
            assertEquals("rows [9, 11) do not lie in [0, 10)", refused(() -> m.rows(9, 2)));
            assertEquals("columns [-1, 1) do not lie in [0, 10)", refused(() -> m.columns(-1, 2)));
        }
    }

    @Test
    void memoryOfSomebodyElseIsABuffer() {
        ByteBuffer memory = ByteBuffer.allocateDirect(64).order(ByteOrder.nativeOrder());
        Matrix m =
                Matrix.of(HostBuffer.over(memory.slice(8, 24).order(ByteOrder.nativeOrder()), DataType.FLOAT32), 2, 3);
        m.set(1, 2, 7.5f);
        assertEquals(7.5f, memory.getFloat(8 + 5 * Float.BYTES));
        ByteBuffer heap = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
        assertEquals(
                "the buffer is on the heap in LITTLE_ENDIAN order; kernels read direct buffers in LITTLE_ENDIAN order",
                refused(() -> HostBuffer.over(heap, DataType.FLOAT32)));
    }

    private static String refused(Runnable call) {
        return assertThrows(RuntimeException.class, call::run).getMessage();
    }
}
