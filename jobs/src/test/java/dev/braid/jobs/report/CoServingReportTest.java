package dev.braid.jobs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoServingReportTest {
    @TempDir
    Path folder;

    /** Made-up figures of five policies, three models, five loads. */
    static CoServingReport sample() {
        String[] models = {"model-small", "model-medium", "model-large"};
        double[] alone = {2600, 1100, 900};
        double[] slo = {45, 75, 75};
        List<CoServingRow> rows = new ArrayList<>();
        List<CoServingReport.Slo> slos = new ArrayList<>();
        for (int m = 0; m < models.length; m++) {
            slos.add(new CoServingReport.Slo(models[m], slo[m], 5000));
            for (int load = 1; load <= 5; load++) {
                double used = 0.06 * load + 0.02 * m;
                double slicing = alone[m] * Math.max(0, 1 - 3 * used);
                double roofline = alone[m] * (1 - used);
                rows.add(row(
                        models[m],
                        "co-serving",
                        load,
                        0.998 - 0.004 * load,
                        0.9 * roofline,
                        slo[m],
                        roofline,
                        slicing));
                rows.add(row(
                        models[m],
                        "temporal 64",
                        load,
                        0.95 - 0.14 * load,
                        0.8 * roofline,
                        1.6 * slo[m],
                        roofline,
                        slicing));
                rows.add(row(
                        models[m],
                        "temporal 128",
                        load,
                        0.99 - 0.015 * load,
                        0.6 * roofline,
                        1.1 * slo[m],
                        roofline,
                        slicing));
                rows.add(row(
                        models[m],
                        "dynamic temporal",
                        load,
                        0.99 - 0.012 * load,
                        0.7 * slicing,
                        slo[m],
                        roofline,
                        slicing));
                rows.add(row(
                        models[m],
                        "spatial",
                        load,
                        0.97 - 0.05 * load,
                        0.5 * roofline,
                        1.3 * slo[m],
                        roofline,
                        slicing));
                rows.add(row(
                        models[m], "separate clusters", load, 0.99, 0.35 * alone[m], 0.6 * slo[m], roofline, slicing));
            }
        }
        Random random = new Random(5);
        List<CoServingReport.TokenSeries> tokens = new ArrayList<>();
        for (String policy : List.of("co-serving", "temporal 128", "separate clusters")) {
            List<RunReport.TokenRate> rates = new ArrayList<>();
            for (int second = 0; second < 120; second++) {
                long inference = (long) (400 + 300 * Math.sin(second / 15.0) + random.nextInt(120));
                long training = policy.equals("co-serving") ? 2500 - inference : second / 10 % 2 == 0 ? 900 : 1900;
                rates.add(new RunReport.TokenRate(second, inference, training));
            }
            tokens.add(new CoServingReport.TokenSeries(policy, rates));
        }
        List<CoServingReport.StepTime> steps = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            double measured = 8 + 34 * random.nextDouble();
            steps.add(new CoServingReport.StepTime(measured * (1.02 + 0.03 * random.nextGaussian()), measured));
        }
        return new CoServingReport("Made-up figures <of a test>.", "co-serving", 0.9, slos, rows, tokens, steps);
    }

    private static CoServingRow row(
            String model,
            String policy,
            int load,
            double attainment,
            double rate,
            double tpot,
            double roofline,
            double slicing) {
        return new CoServingRow(
                model,
                policy,
                "bursts",
                load,
                attainment,
                rate,
                260 * load,
                new Percentiles(0.75 * tpot, tpot + 1.5 * load),
                new Percentiles(90 + 10 * load, 300 * load),
                slicing,
                roofline);
    }

    @Test
    void jsonHasExactlyTheKeysThatToolsRead() throws IOException {
        Path file = folder.resolve("coserving.json");
        CoServingJson.write(sample().rows(), file);
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertEquals(Set.of("rows"), keys(json));
        assertEquals(90, json.get("rows").size());
        JsonNode row = json.at("/rows/2");
        assertEquals(
                Set.of(
                        "model",
                        "policy",
                        "load",
                        "requests_per_s",
                        "attainment",
                        "finetune_tokens_per_s",
                        "inference_tokens_per_s",
                        "tpot_ms",
                        "ttft_ms",
                        "ideal_time_slicing",
                        "ideal_roofline"),
                keys(row));
        CoServingRow expected = sample().rows().get(2);
        assertEquals("temporal 128", row.get("policy").asText());
        assertEquals("bursts", row.get("load").asText());
        assertEquals(1.0, row.get("requests_per_s").asDouble());
        assertEquals(expected.attainment(), row.get("attainment").asDouble());
        assertEquals(
                expected.finetuneTokensPerSecond(),
                row.get("finetune_tokens_per_s").asDouble());
        assertEquals(260, row.get("inference_tokens_per_s").asDouble());
        assertEquals(Set.of("p50", "p99"), keys(row.get("tpot_ms")));
        assertEquals(expected.tpotMillis().p99(), row.at("/tpot_ms/p99").asDouble());
        assertEquals(100, row.at("/ttft_ms/p50").asDouble());
        assertEquals(expected.idealTimeSlicing(), row.get("ideal_time_slicing").asDouble());
        assertEquals(expected.idealRoofline(), row.get("ideal_roofline").asDouble());
    }

    private static Set<String> keys(JsonNode node) {
        Set<String> keys = new HashSet<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    @Test
    void percentilesOfNoRequestsAreNull() {
        CoServingRow quiet =
                new CoServingRow("m", "p", "l", 0, 1, 5, 0, Percentiles.of(List.of()), Percentiles.of(List.of()), 5, 5);
        JsonNode row = CoServingJson.tree(List.of(quiet)).at("/rows/0");
        assertTrue(row.at("/tpot_ms/p50").isNull() && row.at("/ttft_ms/p99").isNull());
    }

    @Test
    void pageNeedsNothingBesideItselfAndHoldsTheFigures() throws IOException {
        Path file = folder.resolve("coserving.html");
        CoServingPage.write(sample(), file);
        String page = Files.readString(file);
        assertFalse(page.contains("{{"), "a field was left open");
        assertFalse(page.matches("(?s).*(src|href|@import|url)\\s*[=(].*"), "the page loads something");
        assertFalse(page.contains("NaN") || page.contains("Infinity"), "a figure is none");
        assertTrue(page.contains("Made-up figures &lt;of a test&gt;."));
        // The heaviest load of the first model: 90% of 2600 * 0.7, beside 5 requests/s.
        assertTrue(page.contains("1,638 finetuning tokens/s beside 5 requests/s, 97.8% within their SLO"));
        // Its best rival above the target is temporal 128 at 60%: spatial's attainment is 72%.
        assertTrue(page.contains("<b>1.50×</b>") && page.contains("SLO there, temporal 128"));
        assertTrue(page.contains("<b>90%</b>"), "share of the roofline bound");
    }

    @Test
    void eachRowHasAMarkInBothChartsAndALineInTheTable() throws IOException {
        CoServingReport report = sample();
        String page = CoServingPage.render(report);
        for (CoServingRow row : report.rows()) {
            String title = "<title>" + row.policy() + ", bursts, " + Text.decimal(row.requestsPerSecond())
                    + " requests/s: " + Text.finePercent(row.attainment()) + " attained, "
                    + Text.count(row.finetuneTokensPerSecond()) + " finetuning tokens/s</title>";
            assertTrue(count(page, title) >= 2, title);
        }
        assertEquals(180, count(page, "<title>") - 1);
        assertEquals(90, count(page, "<td class='policy'>"));
        assertEquals(15, count(page, "<tr class='own first'>"));
        long missed =
                report.rows().stream().filter(row -> !report.attained(row)).count();
        assertEquals(missed, count(page, "number wrong"));
        assertEquals(2 * missed, count(page, "class='open mark-"));
        assertEquals(3, count(page, "class='training'"));
        assertEquals(1250, count(page, "class='dot'"), "every fourth of 5000 steps");
    }

    private static int count(String text, String part) {
        return (int)
                Pattern.compile(Pattern.quote(part)).matcher(text).results().count();
    }

    @Test
    void lineJoinsRowsOfOneLoad() throws IOException {
        CoServingReport report = sample();
        assertEquals(2 * 3 * 6, count(CoServingPage.render(report), "class='path p"), "one for each chart and policy");
        List<CoServingRow> twice = new ArrayList<>(report.rows());
        List<CoServingRow> named = new ArrayList<>();
        for (CoServingRow row : report.rows()) {
            twice.add(load(row, "steady"));
            named.add(load(row, row.requestsPerSecond() + "/s"));
        }
        assertEquals(2 * 2 * 3 * 6, count(CoServingPage.render(with(report, twice)), "class='path p"));
        assertEquals(2 * 3 * 6, count(CoServingPage.render(with(report, named)), "class='path p"));
    }

    private static CoServingReport with(CoServingReport report, List<CoServingRow> rows) {
        return new CoServingReport(
                report.setting(),
                report.policy(),
                report.attainmentTarget(),
                report.slos(),
                rows,
                report.tokens(),
                report.steps());
    }

    private static CoServingRow load(CoServingRow row, String load) {
        return new CoServingRow(
                row.model(),
                row.policy(),
                load,
                row.requestsPerSecond(),
                row.attainment(),
                row.finetuneTokensPerSecond(),
                row.inferenceTokensPerSecond(),
                row.tpotMillis(),
                row.ttftMillis(),
                row.idealTimeSlicing(),
                row.idealRoofline());
    }

    @Test
    void aReportOfOneRowHasAPageToo() throws IOException {
        CoServingRow only = new CoServingRow(
                "m", "alone", "none", 0, 0.5, 0, 0, Percentiles.of(List.of()), Percentiles.of(List.of()), 0, 0);
        String page = CoServingPage.render(
                new CoServingReport("Here.", "alone", 0.9, List.of(), List.of(only), List.of(), List.of()));
        assertTrue(page.contains("no steps") && page.contains("no rival trains there"));
        assertFalse(page.contains("NaN"));
    }

    @Test
    void refusesWhatIsNoReport() {
        refused("policy is 'x'", () -> new CoServingReport("", "x", 0.9, List.of(), List.of(), List.of(), List.of()));
        CoServingReport report = sample();
        refused(
                "attainmentTarget is 0.0",
                () -> new CoServingReport(
                        "", "co-serving", 0, report.slos(), report.rows(), report.tokens(), report.steps()));
        Percentiles none = Percentiles.of(List.of());
        refused("attainment is 1.1", () -> new CoServingRow("", "", "", 1, 1.1, 1, 1, none, none, 1, 1));
        refused("idealRoofline is NaN", () -> new CoServingRow("", "", "", 1, 1, 1, 1, none, none, 1, Double.NaN));
        refused("measuredMillis 0.0", () -> new CoServingReport.StepTime(1, 0));
    }

    private static void refused(String message, Runnable action) {
        var error = assertThrows(IllegalArgumentException.class, action::run);
        assertTrue(error.getMessage().contains(message), error.getMessage());
    }
}
