package dev.braid.jobs.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What the page says in words: figures of its policy and how the rivals compare. */
final class CoServingFindings {
    private final CoServingReport report;
    private final List<CoServingRow> own;

    CoServingFindings(CoServingReport report) {
        this.report = report;
        this.own = report.rows().stream()
                .filter(row -> row.policy().equals(report.policy()))
                .toList();
    }

    CoServingRow worstAttainment() {
        return own.stream()
                .min(Comparator.comparingDouble(CoServingRow::attainment))
                .orElseThrow();
    }

    /** The heaviest load under which the policy meets the target, or the heaviest of all where it never does. */
    CoServingRow heaviest() {
        return own.stream()
                .filter(report::attained)
                .max(Comparator.comparingDouble(CoServingRow::requestsPerSecond))
                .orElseGet(() -> own.stream()
                        .max(Comparator.comparingDouble(CoServingRow::requestsPerSecond))
                        .orElseThrow());
    }

    /** The fastest rival that meets the target under the same load and trains at all. */
    Optional<CoServingRow> bestRival(CoServingRow row) {
        return report.rowsOf(row.model()).stream()
                .filter(other -> !other.policy().equals(report.policy()))
                .filter(other ->
                        other.load().equals(row.load()) && other.requestsPerSecond() == row.requestsPerSecond())
                .filter(other -> report.attained(other) && other.finetuneTokensPerSecond() > 0)
                .max(Comparator.comparingDouble(CoServingRow::finetuneTokensPerSecond));
    }

    double shareOfRoofline(CoServingRow row) {
        return row.idealRoofline() == 0 ? 0 : row.finetuneTokensPerSecond() / row.idealRoofline();
    }

    /** Relative errors of predictions without their sign: the median and the 99th percentile; NaN without steps. */
    Percentiles predictionError() {
        return Percentiles.of(report.steps().stream()
                .map(step -> Math.abs(step.relativeError()))
                .toList());
    }
}
