package dev.braid.jobs.pipeline.progress;

import dev.braid.jobs.http.Access;
import dev.braid.jobs.http.Trust;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's way to the driver. Mini-batches go through a bounded queue and a thread of their own, in order; when the
 * driver is too slow the oldest is dropped, for progress must not cost training. Parts of checkpoints are delivered
 * before {@link #deliver} returns.
 */
public final class ReportSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReportSender.class);
    private static final int MOST_WAITING = 256;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final long POLL_MILLIS = 50;
    private static final long LAST_MILLIS = 5_000;

    private final URI driver;
    private final String secret;
    private final HttpClient client;
    private final BlockingQueue<WorkerReport> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread thread = new Thread(this::send, "braid-reports");
    private volatile boolean closing;

    /**
     * @param secret the job's
     * @param trust whom it believes to be the driver
     */
    public ReportSender(URI driver, String secret, Trust trust) {
        this.client = trust.client(CONNECT);
        this.driver = driver;
        this.secret = secret;
        thread.setDaemon(true);
        thread.start();
    }

    /** Leaves a report to be sent; returns at once. */
    public void offer(WorkerReport report) {
        while (!waiting.offer(report)) {
            waiting.poll();
        }
    }

    /**
     * Sends a report and waits until the driver has taken it.
     *
     * @throws IOException when the driver cannot be reached or refuses
     */
    public void deliver(WorkerReport report) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request(report), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException("the driver answered " + answer.statusCode() + " to a report: " + answer.body());
        }
    }

    private void send() {
        try {
            while (!closing || !waiting.isEmpty()) {
                WorkerReport report = waiting.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (report != null) {
                    trySend(report);
                }
            }
        } catch (InterruptedException ended) {
            LOG.debug("{} reports were not sent", waiting.size());
        }
    }

    private void trySend(WorkerReport report) throws InterruptedException {
        try {
            deliver(report);
        } catch (IOException e) {
            LOG.warn("The driver did not get a report: {}", e.toString());
        }
    }

    private HttpRequest request(WorkerReport report) {
        return HttpRequest.newBuilder(driver)
                .timeout(TIMEOUT)
                .header(Access.JOB_SECRET_HEADER, secret)
                .POST(HttpRequest.BodyPublishers.ofByteArray(ReportJson.write(report)))
                .build();
    }

    /** Sends what waits, for some seconds at most. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(LAST_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
