package dev.braid.gpp.cost;

/**
 * One operator of a model, by its costs.
 *
 * @param inputGradient the part of its backward that its predecessors wait for
 * @param weightGradient the part that only the update waits for
 * @param parameterBytes of its weights, once
 * @param savedBytes per sample, kept from forward to backward; what recomputation saves
 */
public record Operator(
        String id, Work forward, Work inputGradient, Work weightGradient, double parameterBytes, double savedBytes) {
    public Operator {
        if (id.isBlank()) {
            throw new IllegalArgumentException("an operator's id is blank");
        }
        Require.notNegative("parameter bytes of operator " + id, parameterBytes);
        Require.notNegative("saved bytes of operator " + id, savedBytes);
    }

    /** Seconds of the whole backward for so many samples. */
    public double backwardSeconds(double samples, DeviceRates rates) {
        return inputGradient.seconds(samples, rates) + weightGradient.seconds(samples, rates);
    }
}
