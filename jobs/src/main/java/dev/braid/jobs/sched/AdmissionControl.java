package dev.braid.jobs.sched;

import dev.braid.jobs.sched.latency.LatencyModel;
import dev.braid.jobs.sched.latency.StepLoad;

/**
 * Foresees when a request that arrives would get its first token, from the prompts before it, the time of steps and
 * between them, and the rate at which running requests end; refuses it where that is too late. Owned by the scheduler.
 */
final class AdmissionControl {
    private static final double SMOOTHING = 0.1;

    private final SchedulerSettings settings;
    private final KvPool pool;
    private final LatencyModel latency;
    private final Overhead overhead;
    private final StepLoad load = new StepLoad();
    private double endGapNanos;
    private double pagesOfRequest = 1;
    private long lastEnd = Long.MIN_VALUE;

    AdmissionControl(SchedulerSettings settings, KvPool pool, LatencyModel latency, Overhead overhead) {
        this.settings = settings;
        this.pool = pool;
        this.latency = latency;
        this.overhead = overhead;
    }

    /** A running request ended and gave its pages back. */
    void ended(long now, int pages) {
        if (lastEnd != Long.MIN_VALUE) {
            endGapNanos += SMOOTHING * (now - lastEnd - endGapNanos);
        }
        pagesOfRequest += SMOOTHING * (pages - pagesOfRequest);
        lastEnd = now;
    }

    Admission judge(Request request, Queue waiting, Queue running, int availablePages) {
        if (waiting.size() >= settings.maxWaiting()) {
            return new Admission.QueueFull(settings.maxWaiting(), Math.max(1, (long) endGapNanos));
        }
        if (waiting.size() + running.size() == 0) {
            return new Admission.Accepted();
        }
        int before = waiting.position(request);
        double predicted = prefillNanos(request, before, waiting, running)
                + capacityNanos(request, before, waiting, running, availablePages);
        long target = request.spec().slo().ttftNanos();
        if (predicted <= target) {
            return new Admission.Accepted();
        }
        return new Admission.TooLate((long) predicted, target, Math.max(1, (long) predicted - target));
    }

    /** Time to compute all prompts up to this one beside the tokens of those that run. */
    private double prefillNanos(Request request, int before, Queue waiting, Queue running) {
        load.clear();
        long tokens = request.pending();
        long tightest = request.spec().slo().tpotNanos();
        for (int i = 0; i < running.size(); i++) {
            Request other = running.get(i);
            if (other.decodes()) {
                load.addDecode(other.known());
                tightest = Math.min(tightest, other.spec().slo().tpotNanos());
            } else {
                tokens += other.pending();
            }
        }
        for (int i = 0; i < before; i++) {
            tokens += waiting.get(i).pending();
        }
        int chunk = chunk(tightest);
        load.addPrefill(0, chunk);
        return (latency.expected(load) + overhead.gapNanos()) * Math.ceil((double) tokens / chunk);
    }

    /** Prompt tokens that fit beside the decode rows of {@link #load} in a step. */
    private int chunk(long tightest) {
        int room = settings.maxBatchTokens() - (int) load.decodeRows();
        if (load.decodeRows() == 0) {
            return room;
        }
        double alone = latency.expected(load);
        double slope = slope(room, alone);
        if (slope == 0) {
            return room;
        }
        return (int) Math.max(settings.maxBatchTokens() / 32 + 1, Math.min(room, (tightest - alone) / slope));
    }

    /** Nanoseconds per prompt token, the first chunk's jump included. */
    private double slope(int room, double alone) {
        StepLoad full = new StepLoad();
        full.set(load);
        full.addPrefill(0, room);
        return Math.max(0, latency.expected(full) - alone) / room;
    }

    /** Time until enough running requests have ended for this one to start. */
    private double capacityNanos(Request request, int before, Queue waiting, Queue running, int availablePages) {
        long pages = request.missingPages();
        for (int i = 0; i < before; i++) {
            pages += waiting.get(i).missingPages();
        }
        double slots = running.size() + before + 1 - settings.maxSequences();
        double missing = (pages - availablePages) / Math.max(1, pagesOfRequest);
        return endGapNanos * Math.max(0, Math.max(slots, Math.ceil(missing)));
    }
}
