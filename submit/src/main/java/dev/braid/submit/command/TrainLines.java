package dev.braid.submit.command;

import dev.braid.jobs.main.pipeline.PipelineEvent;
import dev.braid.jobs.main.pipeline.PipelineText;
import java.io.PrintWriter;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Tells a training job's progress on standard error: mini-batches once a second at most, all else as it comes. */
final class TrainLines implements Consumer<PipelineEvent> {
    private static final long LEAST_NANOS = 1_000_000_000;

    private final PrintWriter err;
    private final LongSupplier nanos;
    private long last;
    private boolean first = true;

    TrainLines(PrintWriter err, LongSupplier nanos) {
        this.err = err;
        this.nanos = nanos;
    }

    @Override
    public synchronized void accept(PipelineEvent event) {
        if (event instanceof PipelineEvent.Trained && !due()) {
            return;
        }
        err.println(PipelineText.of(event));
        err.flush();
    }

    private boolean due() {
        long now = nanos.getAsLong();
        boolean due = first || now - last >= LEAST_NANOS;
        if (due) {
            first = false;
            last = now;
        }
        return due;
    }
}
