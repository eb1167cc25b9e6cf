package dev.braid.gpp.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class QuantityTest {
    @Test
    void unitsOfTenAndOfTwoDiffer() {
        assertEquals(8e9, Quantity.BYTES.parse("8GB"));
        assertEquals(8589934592.0, Quantity.BYTES.parse("8 GiB"));
        assertEquals(1.5 * 1024, Quantity.BYTES.parse("1.5KiB"));
        assertEquals(17, Quantity.BYTES.parse("17"));
        assertEquals(25.0 * (1 << 30), Quantity.BYTES_PER_SECOND.parse("25GiB/s"));
        assertEquals(12.5e9, Quantity.BYTES_PER_SECOND.parse("100Gbit/s"));
        assertEquals(5e-6, Quantity.SECONDS.parse("5us"));
        assertEquals(125e12, Quantity.OPERATIONS_PER_SECOND.parse("1.25e2TFLOPS"));
    }

    @Test
    void whatIsNoQuantityIsRefusedWithTheNearestUnit() {
        refused("unknown unit Gb; did you mean GB?", Quantity.BYTES, "8Gb");
        refused("unknown unit GB; did you mean GB/s?", Quantity.BYTES_PER_SECOND, "8GB");
        for (String text : List.of("", "GB", "-1GB", "1..2GB", "1 2", "NaN", "0x10", "1GB 2GB")) {
            refused("is not a number with a unit; units are B, GB", Quantity.BYTES, text);
        }
    }

    @Test
    void theNearestNameTakesTheFewestChanges() {
        List<String> names = List.of("bandwidth", "latency", "memory");
        assertEquals("bandwidth", Nearest.to("bandwith", names));
        assertEquals("latency", Nearest.to("latencies", names));
        assertEquals("bandwidth", Nearest.to("x".repeat(1_000_000), names));
    }

    private static void refused(String reason, Quantity kind, String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> kind.parse(text))
                .getMessage();
        assertTrue(message.contains(reason), message);
    }
}
