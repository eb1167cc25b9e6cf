package dev.braid.jobs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    @TempDir
    Path folder;

    static RunReport sample() {
        Random random = new Random(4);
        List<Double> tpot = new ArrayList<>();
        List<Double> ttft = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            tpot.add(4 + 3 * Math.abs(random.nextGaussian()));
            ttft.add(20 + 40 * random.nextDouble());
        }
        List<RunReport.LossPoint> loss = new ArrayList<>();
        for (int step = 1; step <= 60; step++) {
            loss.add(new RunReport.LossPoint(step, 3 * Math.exp(-step / 12.0) + 0.05 * random.nextDouble(), 1e-3));
        }
        List<RunReport.TokenRate> tokens = new ArrayList<>();
        for (int second = 0; second < 50; second++) {
            tokens.add(new RunReport.TokenRate(second, 300 + random.nextInt(200), 3000 + random.nextInt(900)));
        }
        return new RunReport(
                "braid-tiny",
                0.02,
                0.96,
                150,
                400,
                0,
                tpot,
                ttft,
                List.of(
                        new RunReport.ExecutorShare("0", "cpu", 80_000, 9_000),
                        new RunReport.ExecutorShare("1", "cpu", 81_000, 8_500)),
                loss,
                tokens,
                List.of(new RunReport.Example("Who has <the> kite?", "Tom.", "The kite & more", "Tom.")),
                new RunReport.SloOutcome(100, 5000, 400, 390, 396, 388),
                new RunReport.WorkTokens(6_000, 11_500, 161_000, 644_000),
                List.of(new CoServingReport.StepTime(5, 4), new CoServingReport.StepTime(8, 10)),
                71.5);
    }

    @Test
    void jsonHasTheKeysThatToolsRead() throws IOException {
        Path file = folder.resolve("report.json");
        ReportJson.write(sample(), file);
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertEquals(0.02, json.get("exact_match_before").asDouble());
        assertEquals(0.96, json.get("exact_match_after").asDouble());
        assertEquals(400, json.get("requests").asInt());
        assertEquals(0, json.get("failed_requests").asInt());
        assertTrue(json.at("/tpot_ms/p50").asDouble() < json.at("/tpot_ms/p99").asDouble());
        assertTrue(json.at("/ttft_ms/p50").asDouble() < json.at("/ttft_ms/p99").asDouble());
        assertEquals("1", json.at("/executors/1/id").asText());
        assertEquals("cpu", json.at("/executors/1/device").asText());
        assertEquals(81_000, json.at("/executors/1/train_tokens").asLong());
        assertEquals(8_500, json.at("/executors/1/served_tokens").asLong());
        assertEquals(71.5, json.get("seconds").asDouble());
        assertEquals(100, json.at("/slo/tpot_ms").asDouble());
        assertEquals(5000, json.at("/slo/ttft_ms").asDouble());
        assertEquals(0.97, json.at("/slo/attainment").asDouble());
        assertEquals(0.975, json.at("/slo/tpot_attainment").asDouble());
        assertEquals(0.99, json.at("/slo/ttft_attainment").asDouble());
        assertEquals(644_000, json.at("/ledger/backward_tokens").asLong());
        assertEquals(11_500, json.at("/ledger/decode_tokens").asLong());
        assertEquals(0.25, json.at("/ledger/prediction_error/p99").asDouble());
        assertEquals(10, json.at("/ledger/iterations/1/measured_ms").asDouble());
    }

    @Test
    void pageNeedsNothingBesideItselfAndShowsTextAsText() throws IOException {
        Path file = folder.resolve("report.html");
        ReportPage.write(sample(), file);
        String page = Files.readString(file);
        assertFalse(page.contains("{{"), "a field was left open");
        assertFalse(page.matches("(?s).*(src|href)\\s*=.*"), "the page loads something");
        assertTrue(page.contains("Who has &lt;the&gt; kite?") && page.contains("The kite &amp; more"));
        assertTrue(page.contains("2%") && page.contains("96%"));
        assertTrue(page.contains("97.0%") && page.contains("100 ms") && page.contains("5000 ms"), "the SLO");
        assertTrue(page.contains("644,000") && page.contains("11,500"), "the ledger");
        assertEquals(2, page.split("class='dot'", -1).length - 1, "iterations in the chart");
    }

    @Test
    void percentilesAreNearestRankAndIgnoreWhatIsNotANumber() {
        List<Double> values = new ArrayList<>(List.of(Double.NaN));
        for (int i = 100; i >= 1; i--) {
            values.add((double) i);
        }
        assertEquals(new Percentiles(50, 99), Percentiles.of(values));
        assertTrue(Double.isNaN(Percentiles.of(List.of()).p50()));
    }

    @Test
    void aRunWithoutRequestsHasAPageToo() throws IOException {
        RunReport full = sample();
        RunReport quiet = new RunReport(
                full.model(),
                0,
                0,
                0,
                0,
                0,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new RunReport.SloOutcome(100, 5000, 0, 0, 0, 0),
                new RunReport.WorkTokens(0, 0, 0, 0),
                List.of(),
                1);
        assertTrue(ReportPage.render(quiet).contains("no requests"));
        assertTrue(ReportJson.tree(quiet).at("/tpot_ms/p50").isNull());
    }
}
