package dev.braid.jobs.main;

import dev.braid.jobs.control.LedgerReader;
import dev.braid.jobs.control.LedgerReport;
import dev.braid.jobs.spark.ExecutorInfo;
import dev.braid.jobs.train.TrainingEvent;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Reads the executors' ledgers at checkpoints and at the end of training, and tells them. A ledger that cannot be read,
 * as when its executor has just been lost, is left out with a warning: it must not cost the job. Used by the job's
 * thread.
 */
final class LedgerWatch implements Consumer<TrainingEvent> {
    /** Hears each ledger. */
    interface Listener {
        void ledger(long step, ExecutorInfo executor, LedgerReport report);
    }

    private final Supplier<List<ExecutorInfo>> executors;
    private final LedgerReader reader;
    private final Listener listener;

    /** @param executors those that are there now */
    LedgerWatch(Supplier<List<ExecutorInfo>> executors, LedgerReader reader, Listener listener) {
        this.executors = executors;
        this.reader = reader;
        this.listener = listener;
    }

    @Override
    public void accept(TrainingEvent event) {
        if (event instanceof TrainingEvent.Saved || event instanceof TrainingEvent.Finished) {
            executors.get().forEach(executor -> read(event.step(), executor));
        }
    }

    private void read(long step, ExecutorInfo executor) {
        try {
            listener.ledger(step, executor, reader.read(executor.address()));
        } catch (IOException e) {
            System.getLogger(LedgerWatch.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "the ledger of executor " + executor.id() + " could not be read at step " + step + ": "
                                    + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
