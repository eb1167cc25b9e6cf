package dev.braid.jobs.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.engine.Attainment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerReportTest {
    private static final LedgerReport REPORT = new LedgerReport(
            new LedgerReport.Tokens(11, 12, 13, 14, 15),
            new LedgerReport.Times(21, 2.25, 2.5, 22, -0.75, 3),
            new Attainment(9, 8, 7, 6),
            List.of(new LedgerReport.Second(1_700_000_000L, 1, 2, 3, 4)),
            List.of(new LedgerReport.StepTime(5_000_000_000L, 6)));

    @Test
    void comesBackFromJson() throws IOException {
        byte[] json = LedgerJson.write(REPORT).getBytes(StandardCharsets.UTF_8);
        assertEquals(REPORT, LedgerJson.read(json));
    }

    @Test
    void namesTheFieldThatIsMissing() {
        String cut = LedgerJson.write(REPORT).replace("\"slack_seconds\":-0.75,", "");
        IOException refused =
                assertThrows(IOException.class, () -> LedgerJson.read(cut.getBytes(StandardCharsets.UTF_8)));
        assertTrue(refused.getMessage().contains("slack_seconds"), refused.getMessage());
    }
}
