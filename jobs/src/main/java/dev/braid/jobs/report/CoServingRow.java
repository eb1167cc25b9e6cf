package dev.braid.jobs.report;

/**
 * What one policy reached with one model under one load.
 *
 * @param load name of the load, such as a trace's; with {@code requestsPerSecond} it tells rows of a policy apart
 * @param attainment fraction of requests that met the SLO, 0 to 1
 * @param finetuneTokensPerSecond training tokens that went forward
 * @param inferenceTokensPerSecond output tokens
 * @param tpotMillis time per output token after the first, of the requests
 * @param ttftMillis time to first token, of the requests
 * @param idealTimeSlicing finetuning tokens/s that switching without loss would leave
 * @param idealRoofline finetuning tokens/s that inference at the roofline would leave
 */
public record CoServingRow(
        String model,
        String policy,
        String load,
        double requestsPerSecond,
        double attainment,
        double finetuneTokensPerSecond,
        double inferenceTokensPerSecond,
        Percentiles tpotMillis,
        Percentiles ttftMillis,
        double idealTimeSlicing,
        double idealRoofline) {
    public CoServingRow {
        notNegative("requestsPerSecond", requestsPerSecond);
        if (!(attainment >= 0 && attainment <= 1)) {
            throw new IllegalArgumentException("attainment is " + attainment + ", must be from 0 to 1");
        }
        notNegative("finetuneTokensPerSecond", finetuneTokensPerSecond);
        notNegative("inferenceTokensPerSecond", inferenceTokensPerSecond);
        notNegative("idealTimeSlicing", idealTimeSlicing);
        notNegative("idealRoofline", idealRoofline);
    }

    private static void notNegative(String field, double value) {
        if (!Double.isFinite(value) || value < 0) {
            throw new IllegalArgumentException(field + " is " + value + ", must be finite and at least 0");
        }
    }
}
