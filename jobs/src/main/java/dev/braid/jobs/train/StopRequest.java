package dev.braid.jobs.train;

import java.util.concurrent.atomic.AtomicBoolean;

/** Asks a training loop to end behind the step that it is in, with a checkpoint. Any thread. */
public final class StopRequest {
    private final AtomicBoolean made = new AtomicBoolean();

    public void make() {
        made.set(true);
    }

    public boolean isMade() {
        return made.get();
    }
}
