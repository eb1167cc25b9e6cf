package dev.braid.ops.cost;

import dev.braid.ops.device.CpuDevice;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.Lanes;
import dev.braid.ops.memory.Matrix;
import java.time.Duration;
import jdk.incubator.vector.FloatVector;

/** The bytes per second that the threads of a device read from memory, over an array that no cache holds. */
public final class MemoryRate {
    private static final int ROWS = 512;
    private static final int COLUMNS = 1 << 17;

    private MemoryRate() {}

    /** Bytes per second of all threads together: the best timing within the budget. */
    public static double measure(CpuDevice device, Duration budget) {
        try (Arena arena = device.arena("memory rate", (long) ROWS * COLUMNS * Float.BYTES)) {
            Matrix array = arena.matrix("array", ROWS, COLUMNS);
            for (int row = 0; row < ROWS; row++) {
                array.set(row, 0, row);
            }
            float[] sink = new float[ROWS * Lanes.COUNT];
            double seconds = BestTime.of(
                    () -> device.pool()
                            .run(
                                    ROWS,
                                    row -> read(
                                            array.host().lanes(),
                                            array.rowOffset(row) * Float.BYTES,
                                            sink,
                                            row * Lanes.COUNT)),
                    budget);
            return (double) ROWS * COLUMNS * Float.BYTES / seconds;
        }
    }

    private static void read(Object lanes, long from, float[] sink, int at) {
        FloatVector a = FloatVector.zero(Lanes.SPECIES);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        long step = (long) Lanes.COUNT * Float.BYTES;
        for (long offset = from; offset < from + (long) COLUMNS * Float.BYTES; offset += 4 * step) {
            a = a.add(Lanes.load(lanes, offset));
            b = b.add(Lanes.load(lanes, offset + step));
            c = c.add(Lanes.load(lanes, offset + 2 * step));
            d = d.add(Lanes.load(lanes, offset + 3 * step));
        }
        a.add(b).add(c).add(d).intoArray(sink, at);
    }
}
