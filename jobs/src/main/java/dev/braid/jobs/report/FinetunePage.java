package dev.braid.jobs.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A {@link FinetuneReport} as a page and as JSON. */
public final class FinetunePage {
    private static final ObjectMapper JSON = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT);

    private FinetunePage() {}

    /** The figures, keys in snake case. */
    public static String json(FinetuneReport report) throws IOException {
        return JSON.writeValueAsString(report);
    }

    public static String render(FinetuneReport report) throws IOException {
        return Template.fill(
                "finetune.html",
                Map.of(
                        "model", Text.escape(report.model()),
                        "result", Text.escape(report.result()),
                        "end", Text.escape(report.end()),
                        "steps", Text.count(report.steps()),
                        "seconds", Text.decimal(report.seconds()),
                        "loss", lastLoss(report),
                        "trained", Text.count(report.trainTokens()),
                        "served", Text.count(report.servedTokens()),
                        "chart", chart(report),
                        "executors", executors(report)));
    }

    private static String lastLoss(FinetuneReport report) {
        return report.loss().isEmpty()
                ? "-"
                : String.format(
                        Locale.ROOT,
                        "%.4f",
                        report.loss().get(report.loss().size() - 1).loss());
    }

    private static String chart(FinetuneReport report) {
        double first = report.loss().isEmpty() ? 0 : report.loss().get(0).step() - 1.0;
        double highest = Stream.concat(
                        report.loss().stream().map(RunReport.LossPoint::loss),
                        report.validation().stream().map(FinetuneReport.ValidationPoint::loss))
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        List<double[]> points = new ArrayList<>();
        report.loss().forEach(point -> points.add(new double[] {point.step(), point.loss()}));
        Chart chart = new Chart(new Chart.Frame(
                        900, 300, first, Math.max(first + 1, report.steps()), 0, Chart.niceCeiling(highest)))
                .axes(
                        "optimizer step",
                        step -> Math.rint(step) == step ? Text.count(step) : "",
                        value -> String.format(Locale.ROOT, "%.3g", value))
                .line("loss", points);
        report.validation()
                .forEach(point -> chart.point(
                        "validation",
                        MarkShape.SQUARE,
                        new double[] {point.step(), point.loss()},
                        4,
                        Text.decimal(point.loss())));
        return chart.svg("training loss by optimizer step, validation losses as squares");
    }

    private static String executors(FinetuneReport report) {
        return report.executors().stream()
                .map(executor -> "<tr><td>" + Text.escape(executor.id()) + "</td><td>" + Text.escape(executor.device())
                        + "</td><td class='number'>" + Text.count(executor.trainTokens())
                        + "</td><td class='number'>" + Text.count(executor.servedTokens()) + "</td></tr>")
                .collect(Collectors.joining("\n"));
    }
}
