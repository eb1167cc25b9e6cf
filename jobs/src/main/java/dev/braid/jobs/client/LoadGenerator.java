package dev.braid.jobs.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Sends streaming requests without pause: each of its clients asks, reads the answer to its end, waits the given time
 * and asks again, until {@link #stop}.
 */
public final class LoadGenerator {
    /** What the clients saw; {@code errors} holds the first few failures. */
    public record Outcome(List<Answer> answers, int failed, List<String> errors) {
        public int requests() {
            return answers.size() + failed;
        }
    }

    private static final int ERRORS_KEPT = 5;

    private final ChatClient client;
    private final Supplier<String> model;
    private final List<String> questions;
    private final int maxTokens;
    private final long pauseMillis;
    private final List<Thread> threads = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private int failed;

    /** @param model asked before each request */
    public LoadGenerator(
            ChatClient client, Supplier<String> model, List<String> questions, int maxTokens, long pauseMillis) {
        this.client = client;
        this.model = model;
        this.questions = List.copyOf(questions);
        this.maxTokens = maxTokens;
        this.pauseMillis = pauseMillis;
    }

    public void start(int clients) {
        for (int i = 0; i < clients; i++) {
            int first = i;
            Thread thread = new Thread(() -> run(first, clients), "load-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void run(int first, int stride) {
        for (int i = first; stopping.getCount() > 0; i += stride) {
            try {
                keep(client.ask(model.get(), questions.get(i % questions.size()), maxTokens));
            } catch (IOException e) {
                fail(e.toString());
            } catch (InterruptedException e) {
                return;
            }
            pause();
        }
    }

    private void pause() {
        try {
            stopping.await(pauseMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void keep(Answer answer) {
        answers.add(answer);
    }

    private synchronized void fail(String error) {
        failed++;
        if (errors.size() < ERRORS_KEPT) {
            errors.add(error);
        }
    }

    /** Lets every client finish its present request and returns what they saw. */
    public Outcome stop() throws InterruptedException {
        stopping.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        synchronized (this) {
            return new Outcome(List.copyOf(answers), failed, List.copyOf(errors));
        }
    }
}
