package dev.braid.jobs.report;

import java.util.List;

/**
 * Policies of sharing a device between inference and finetuning, side by side.
 *
 * @param setting where the figures come from, in a sentence or two: device, trace, simulated or measured
 * @param policy the policy that the page is about; the others are its rivals
 * @param attainmentTarget fraction of requests that must meet the SLO, above 0 to 1
 * @param slos the SLO of each model
 * @param rows one for each model, policy and load
 * @param tokens tokens over time, of one or more runs
 * @param steps predicted and measured times of steps
 */
public record CoServingReport(
        String setting,
        String policy,
        double attainmentTarget,
        List<Slo> slos,
        List<CoServingRow> rows,
        List<TokenSeries> tokens,
        List<StepTime> steps) {
    public CoServingReport {
        slos = List.copyOf(slos);
        rows = List.copyOf(rows);
        tokens = List.copyOf(tokens);
        steps = List.copyOf(steps);
        if (!(attainmentTarget > 0 && attainmentTarget <= 1)) {
            throw new IllegalArgumentException(
                    "attainmentTarget is " + attainmentTarget + ", must be above 0 and at most 1");
        }
        if (rows.stream().noneMatch(row -> row.policy().equals(policy))) {
            throw new IllegalArgumentException("policy is '" + policy + "', but no row has it");
        }
    }

    /** Bounds that a request of a model must keep to count as attained. */
    public record Slo(String model, double tpotMillis, double ttftMillis) {}

    /** Tokens of each second of a run. */
    public record TokenSeries(String label, List<RunReport.TokenRate> rates) {
        public TokenSeries {
            rates = List.copyOf(rates);
        }
    }

    /** How long a step was predicted to take, and how long it took. */
    public record StepTime(double predictedMillis, double measuredMillis) {
        public StepTime {
            if (!(predictedMillis >= 0) || !(measuredMillis > 0)) {
                throw new IllegalArgumentException("predictedMillis is " + predictedMillis
                        + ", must be at least 0, and " + "measuredMillis " + measuredMillis + ", must be above 0");
            }
        }

        double relativeError() {
            return (predictedMillis - measuredMillis) / measuredMillis;
        }
    }

    /** Models in order of their first row. */
    List<String> models() {
        return rows.stream().map(CoServingRow::model).distinct().toList();
    }

    List<CoServingRow> rowsOf(String model) {
        return rows.stream().filter(row -> row.model().equals(model)).toList();
    }

    boolean attained(CoServingRow row) {
        return row.attainment() >= attainmentTarget;
    }
}
