package dev.braid.ops.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CpuStreamTest {
    @Test
    void theDeferredStreamRunsNothingUntilAwaitedAndNothingBehindTheEvent() {
        CpuStream stream = new CpuStream(CpuStream.Mode.DEFERRED);
        List<Integer> ran = new ArrayList<>();
        stream.enqueue(() -> ran.add(1));
        stream.enqueue(() -> ran.add(2));
        Event event = stream.record();
        stream.enqueue(() -> ran.add(3));
        assertEquals(List.of(), ran);
        event.await();
        assertEquals(List.of(1, 2), ran);
        event.await();
        assertEquals(List.of(1, 2), ran);
        stream.record().await();
        assertEquals(List.of(1, 2, 3), ran);
    }

    @Test
    void theImmediateStreamRunsAtOnce() {
        CpuStream stream = new CpuStream(CpuStream.Mode.IMMEDIATE);
        List<Integer> ran = new ArrayList<>();
        stream.enqueue(() -> ran.add(1));
        assertEquals(List.of(1), ran);
    }

    @Test
    void aFailureThrowsWhereItIsAwaited() {
        CpuStream stream = new CpuStream(CpuStream.Mode.DEFERRED);
        stream.enqueue(() -> {
            throw new IllegalArgumentException("bad id");
        });
        assertEquals(
                "bad id",
                assertThrows(IllegalArgumentException.class, stream.record()::await)
                        .getMessage());
    }

    @Test
    void refusesTheStreamOfAnotherDevice() {
        Stream foreign = () -> null;
        assertTrue(assertThrows(IllegalArgumentException.class, () -> CpuStream.of(foreign))
                .getMessage()
                .contains("runs on the cpu device"));
    }
}
