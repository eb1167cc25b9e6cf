package dev.braid.jobs.main;

import dev.braid.jobs.spark.ExecutorInfo;
import dev.braid.jobs.spark.JobMode;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.SparkConf;

/** A job that only serves: executors with engines, until it is told to stop. */
public final class ServeJob {
    private final BraidApplication application;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** @param application started to {@link JobMode#SERVE} */
    public ServeJob(BraidApplication application) {
        this.application = application;
    }

    /** Serves with Spark's own properties until the process is asked to end. */
    public static void main(String[] arguments) throws InterruptedException {
        try (BraidApplication application = BraidApplication.start(new SparkConf(), JobMode.SERVE)) {
            ServeJob job = new ServeJob(application);
            Runtime.getRuntime().addShutdownHook(new Thread(job::stop, "braid-stop"));
            job.start().forEach(executor -> System.out.println(executor.address()));
            job.awaitStop();
        }
    }

    /** Waits until executors have come and are warmed up, so that the first request finds one. */
    public List<ExecutorInfo> start() {
        List<ExecutorInfo> executors = application.awaitExecutors();
        application.awaitReady(executors.size());
        return executors;
    }

    /** Blocks until {@link #stop}. */
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /** Ends {@link #awaitStop}. Any thread. */
    public void stop() {
        stopped.countDown();
    }
}
