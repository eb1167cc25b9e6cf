package dev.braid.jobs.simulate;

import dev.braid.jobs.engine.CoServingEngine;
import dev.braid.jobs.engine.GenerationRequest;
import dev.braid.jobs.engine.Ledger;
import dev.braid.jobs.engine.RequestRejectedException;
import dev.braid.jobs.trace.Arrival;
import dev.braid.jobs.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Plays a trace against one engine, which finetunes all the while if it has something to finetune: arrivals are handed
 * over when their time has come, the engine is stepped, time passes as its {@link Pace} has it. One thread.
 */
public final class DeviceRun {
    /** Requests of the trace may end this long after it, then they are given up. */
    private static final double PATIENCE_SECONDS = 60;

    private final CoServingEngine engine;
    private final Pace pace;
    private final Optional<TrainingSupply> supply;
    private final Function<Arrival, GenerationRequest> requests;
    private final List<TracedRequest> sent = new ArrayList<>();

    /** @param engine warmed up */
    public DeviceRun(
            CoServingEngine engine,
            Pace pace,
            Optional<TrainingSupply> supply,
            Function<Arrival, GenerationRequest> requests) {
        this.engine = engine;
        this.pace = pace;
        this.supply = supply;
        this.requests = requests;
    }

    /** Plays the trace to its end. */
    public DeviceOutcome run(Trace trace) {
        // What was asked of the engine before, such as to install a version, is done before the first request comes.
        step();
        long began = now();
        long end = began + nanos(trace.seconds());
        Ledger.Totals before = engine.ledger().totals();
        List<Arrival> arrivals = trace.arrivals();
        int next = 0;
        while (now() < end) {
            while (next < arrivals.size() && began + nanos(arrivals.get(next).seconds()) <= now()) {
                submit(arrivals.get(next++), began);
            }
            supply.ifPresent(TrainingSupply::fill);
            if (step() == CoServingEngine.Progress.IDLE) {
                long wake = next < arrivals.size()
                        ? began + nanos(arrivals.get(next).seconds())
                        : end;
                pace.passUntil(Math.min(wake, end));
            }
        }
        double seconds = (now() - began) / 1e9;
        Ledger.Totals after = engine.ledger().totals();
        List<Ledger.Step> steps = engine.ledger().steps().stream()
                .filter(step -> step.startNanos() >= began)
                .toList();
        // Those that came during the last step.
        while (next < arrivals.size()) {
            submit(arrivals.get(next++), began);
        }
        finish(end + nanos(PATIENCE_SECONDS));
        return new DeviceOutcome(
                seconds,
                began,
                sent.stream().map(TracedRequest::outcome).toList(),
                after.forward() - before.forward(),
                after.generated() - before.generated(),
                steps);
    }

    private void submit(Arrival arrival, long began) {
        TracedRequest request = new TracedRequest(began + nanos(arrival.seconds()), began, pace.clock());
        sent.add(request);
        try {
            engine.submit(requests.apply(arrival), request);
        } catch (RequestRejectedException e) {
            request.onError(e);
        }
    }

    private CoServingEngine.Progress step() {
        CoServingEngine.Progress progress = engine.step();
        if (progress == CoServingEngine.Progress.STOPPED) {
            throw new IllegalStateException("the engine failed in the middle of a run: "
                    + engine.status().ready());
        }
        return progress;
    }

    /** Steps until all requests are over, or time is up, or nothing moves any more. */
    private void finish(long deadline) {
        while (now() < deadline && !sent.stream().allMatch(TracedRequest::isOver)) {
            if (step() == CoServingEngine.Progress.IDLE) {
                return;
            }
        }
    }

    private long now() {
        return pace.clock().getAsLong();
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * 1e9);
    }
}
