package dev.braid.jobs.main;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** Clients that ask a gateway for streams one after the other, and note how each ends. */
final class WatchedStreams implements AutoCloseable {
    /** How a request ended. */
    enum End {
        /** With its last token. */
        WHOLE,
        /** It had begun, and ended with an error event. */
        CUT_WITH_ERROR_EVENT,
        /** Any other way; the text says which. */
        WRONG
    }

    /** A request's end. */
    record Seen(End end, String text) {}

    private static final long PAUSE_MILLIS = 20;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ConcurrentLinkedQueue<Seen> seen = new ConcurrentLinkedQueue<>();
    private final List<Thread> clients = new ArrayList<>();
    private final HttpRequest request;
    private volatile Status status = Status.ASKING;

    private enum Status {
        ASKING,
        ENDING
    }

    WatchedStreams(URI gateway, String model, int tokens) {
        String body = "{\"model\": \"%s\", \"prompt\": \"Once upon\", \"stream\": true, \"max_tokens\": %d}"
                .formatted(model, tokens);
        this.request = HttpRequest.newBuilder(gateway.resolve("/v1/completions"))
                .header("content-type", "application/json")
                .timeout(Duration.ofMinutes(2))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    void start(int threads) {
        for (int i = 0; i < threads; i++) {
            Thread client = new Thread(this::ask, "client-" + i);
            client.start();
            clients.add(client);
        }
    }

    private void ask() {
        while (status == Status.ASKING) {
            seen.add(once());
            pause();
        }
    }

    /** The clients share their processors with what they ask. */
    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Seen once() {
        List<String> data = new ArrayList<>();
        try {
            HttpResponse<Stream<String>> response = http.send(request, HttpResponse.BodyHandlers.ofLines());
            try (Stream<String> lines = response.body()) {
                for (Iterator<String> line = lines.iterator(); line.hasNext(); ) {
                    String text = line.next();
                    if (!text.isBlank()) {
                        data.add(text);
                    }
                }
            }
            return end(response.statusCode(), data);
        } catch (IOException e) {
            return new Seen(End.WRONG, e + " after " + data);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Seen(End.WRONG, "interrupted");
        }
    }

    private static Seen end(int code, List<String> data) {
        boolean done = !data.isEmpty() && data.get(data.size() - 1).equals("data: [DONE]");
        if (code != 200 || !done || data.size() < 2) {
            return new Seen(End.WRONG, "status " + code + " " + data);
        }
        boolean error = data.get(data.size() - 2).startsWith("data: {\"error\"");
        return new Seen(error ? End.CUT_WITH_ERROR_EVENT : End.WHOLE, "");
    }

    /** Waits for the streams that are running, and tells all. */
    List<Seen> stop() {
        status = Status.ENDING;
        for (Thread client : clients) {
            try {
                client.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return List.copyOf(seen);
    }

    @Override
    public void close() {
        stop();
    }
}
