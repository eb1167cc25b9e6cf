package dev.braid.jobs.simulate;

import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.engine.FinishReason;
import dev.braid.jobs.engine.GeneratedToken;
import dev.braid.jobs.engine.GenerationListener;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Takes down when the tokens of one request come. Used by the thread that drives the engine. */
final class TracedRequest implements GenerationListener {
    private final long arrived;
    private final long began;
    private final LongSupplier clock;
    private int tokens;
    private long first;
    private long last;
    private RequestOutcome.End end = RequestOutcome.End.UNFINISHED;

    /**
     * @param arrived on the clock, as the trace has it
     * @param began when the trace began
     */
    TracedRequest(long arrived, long began, LongSupplier clock) {
        this.arrived = arrived;
        this.began = began;
        this.clock = clock;
    }

    @Override
    public void onStart(Optional<AdapterVersion> adapter) {}

    @Override
    public void onToken(GeneratedToken token) {
        last = clock.getAsLong();
        if (tokens++ == 0) {
            first = last;
        }
    }

    @Override
    public void onFinish(FinishReason reason) {
        end = RequestOutcome.End.ANSWERED;
    }

    @Override
    public void onError(RuntimeException cause) {
        end = RequestOutcome.End.REFUSED;
    }

    boolean isOver() {
        return end != RequestOutcome.End.UNFINISHED;
    }

    RequestOutcome outcome() {
        return new RequestOutcome(end, arrived - began, tokens, tokens == 0 ? 0 : first - arrived, last - first);
    }
}
