package dev.braid.jobs.simulate;

import dev.braid.jobs.engine.Ledger;
import java.util.List;

/**
 * What one device did while a trace lasted.
 *
 * @param seconds that it lasted
 * @param beganNanos on the engine's clock
 * @param requests of the trace
 * @param forwardTokens training tokens that went forward
 * @param outputTokens generated
 * @param steps as far as the ledger keeps them
 */
public record DeviceOutcome(
        double seconds,
        long beganNanos,
        List<RequestOutcome> requests,
        long forwardTokens,
        long outputTokens,
        List<Ledger.Step> steps) {
    public DeviceOutcome {
        requests = List.copyOf(requests);
        steps = List.copyOf(steps);
    }
}
