package dev.braid.jobs.bench;

import dev.braid.jobs.client.CompletionClient;
import dev.braid.jobs.client.StatusException;
import dev.braid.jobs.sched.Slo;
import dev.braid.jobs.trace.Arrival;
import dev.braid.jobs.trace.Trace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Sends the requests of a trace to a running server, each when its time has come whether others have been answered or
 * not. Prompts are random tokens of an English text.
 */
public final class Replay {
    private static final String TEXT =
            "The quick brown fox jumps over the lazy dog while the miller counts his sacks, and "
                    + "nobody in the village remembers when the river last froze so early in the year.";
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int ERRORS_KEPT = 5;
    private static final long TOLD_NANOS = 10_000_000_000L;

    private final CompletionClient client;
    private final String model;
    private final Slo slo;
    private final Consumer<String> progress;
    private final List<CompletionClient.Output> outputs = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private int refused;
    private int failed;

    /**
     * @param slo that answers are held against
     * @param progress is told a line now and then
     */
    public Replay(CompletionClient client, String model, Slo slo, Consumer<String> progress) {
        this.client = client;
        this.model = model;
        this.slo = slo;
        this.progress = progress;
    }

    /**
     * Sends all of it and waits for the last answer.
     *
     * @throws IOException when the server cannot be reached at all
     */
    public ReplayReport run(Trace trace, long seed) throws IOException, InterruptedException {
        int[] words = client.tokenize(model, TEXT);
        SplittableRandom random = new SplittableRandom(seed);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            long began = System.nanoTime();
            long told = began;
            for (Arrival arrival : trace.arrivals()) {
                int[] prompt = random.ints(arrival.promptTokens(), 0, words.length)
                        .map(i -> words[i])
                        .toArray();
                await(began + (long) (arrival.seconds() * 1e9));
                threads.execute(() -> send(prompt, arrival.outputTokens()));
                if (System.nanoTime() - told > TOLD_NANOS) {
                    told = System.nanoTime();
                    progress.accept(standing(trace));
                }
            }
            threads.shutdown();
            while (!threads.awaitTermination(TOLD_NANOS, TimeUnit.NANOSECONDS)) {
                progress.accept(standing(trace));
            }
            return report((System.nanoTime() - began) / 1e9);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void await(long moment) throws InterruptedException {
        for (long left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private void send(int[] prompt, int tokens) {
        try {
            answered(client.complete(model, prompt, tokens));
        } catch (StatusException e) {
            failed(e.status() == TOO_MANY_REQUESTS, e);
        } catch (IOException e) {
            failed(false, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void answered(CompletionClient.Output output) {
        outputs.add(output);
    }

    private synchronized void failed(boolean tooMany, IOException cause) {
        if (tooMany) {
            refused++;
            return;
        }
        failed++;
        if (errors.size() < ERRORS_KEPT) {
            errors.add(String.valueOf(cause.getMessage()));
        }
    }

    private synchronized String standing(Trace trace) {
        return outputs.size() + " of " + trace.arrivals().size() + " requests answered, " + refused + " refused, "
                + failed + " failed";
    }

    private synchronized ReplayReport report(double seconds) {
        return new ReplayReport(slo, seconds, outputs, refused, failed, errors);
    }
}
