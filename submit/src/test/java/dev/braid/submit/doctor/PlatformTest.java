package dev.braid.submit.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlatformTest {
    private static List<Check> failures(Platform platform) {
        return platform.checks().stream()
                .filter(check -> check.verdict() == Check.Verdict.NOT_OK)
                .toList();
    }

    @Test
    void supportedPlatformPasses() {
        assertEquals(List.of(), failures(new Platform("Linux", "amd64", 17)));
        assertEquals(List.of(), failures(new Platform("Linux", "x86_64", 25)));
    }

    @Test
    void othersAreRefusedByName() {
        assertEquals(3, failures(new Platform("Mac OS X", "aarch64", 11)).size());
        assertTrue(
                failures(new Platform("Linux", "aarch64", 17)).get(0).finding().startsWith("aarch64 is not supported"));
        assertTrue(Doctor.spark("3.5.1").toString().startsWith("not ok  spark     3.5.1"));
    }
}
