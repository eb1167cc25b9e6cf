package dev.braid.jobs.pipeline.progress;

import dev.braid.gpp.plan.Action;
import dev.braid.gpp.plan.Action.Closing;
import dev.braid.gpp.plan.Action.Kind;
import dev.braid.gpp.plan.Action.Pass;

/**
 * When one action ran.
 *
 * @param kind name of the {@link Kind} or the {@link Closing}
 * @param microBatch -1 for what closes a mini-batch
 * @param startMicros microseconds since the epoch, by the worker's host
 */
public record ActionSpan(String kind, int microBatch, long startMicros, long endMicros) {
    public static ActionSpan of(Action action, long startMicros, long endMicros) {
        return action instanceof Pass pass
                ? new ActionSpan(pass.kind().name(), pass.microBatch(), startMicros, endMicros)
                : new ActionSpan(((Closing) action).name(), -1, startMicros, endMicros);
    }

    /** The action that it tells of. */
    public Action action() {
        return microBatch < 0 ? Closing.valueOf(kind) : new Pass(Kind.valueOf(kind), microBatch);
    }

    long micros() {
        return endMicros - startMicros;
    }
}
