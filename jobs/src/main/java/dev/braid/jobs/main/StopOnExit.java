package dev.braid.jobs.main;

import dev.braid.jobs.train.StopRequest;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the end of this JVM up, after SIGTERM or Ctrl-C, until the job has saved a checkpoint. Runs before Spark's own
 * hook, which takes the executors away.
 */
final class StopOnExit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StopOnExit.class);
    /** Spark's hook has 40; higher ones run first. */
    private static final int PRIORITY = 100;
    /** Longer steps are done again. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Runnable hook;

    /** @param stop made when the JVM is to end */
    StopOnExit(StopRequest stop) {
        hook = () -> {
            LOG.warn(
                    "Asked to end; saving a checkpoint behind the present step, for at most {} s",
                    PATIENCE.toSeconds());
            stop.make();
            await();
        };
        ShutdownHookManager.get()
                .addShutdownHook(hook, PRIORITY, PATIENCE.plusSeconds(1).toSeconds(), TimeUnit.SECONDS);
    }

    private void await() {
        try {
            if (!ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("The step took longer than {} s; it will be done again", PATIENCE.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The job has ended. */
    @Override
    public void close() {
        ended.countDown();
        if (!ShutdownHookManager.get().isShutdownInProgress()) {
            ShutdownHookManager.get().removeShutdownHook(hook);
        }
    }
}
