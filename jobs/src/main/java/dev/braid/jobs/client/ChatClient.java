package dev.braid.jobs.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Asks a server's {@code /v1/chat/completions} for streamed answers. Thread-safe. */
public final class ChatClient {
    private final Endpoint endpoint;

    /**
     * @param server such as {@code http://127.0.0.1:8000}
     * @param token bearer token, if the server asks for one
     * @param timeout until the first byte of an answer
     */
    public ChatClient(URI server, Optional<String> token, Duration timeout) {
        this.endpoint = new Endpoint(server, token, timeout);
    }

    /**
     * Asks one question greedily and reads the answer to its end.
     *
     * @throws IOException when there is no complete answer: an error status, an error event, or a stream that ends
     *     without {@code [DONE]}
     */
    public Answer ask(String model, String question, int maxTokens) throws IOException, InterruptedException {
        ObjectNode body = Endpoint.MAPPER.createObjectNode();
        body.put("model", model).put("stream", true).put("temperature", 0).put("max_tokens", maxTokens);
        body.putArray("messages").addObject().put("role", "user").put("content", question);
        Reading reading = new Reading(System.nanoTime());
        endpoint.stream("/v1/chat/completions", body, reading);
        return reading.answer();
    }

    /** An answer as it comes. Used by one thread. */
    private static final class Reading implements Endpoint.Events {
        private final StringBuilder text = new StringBuilder();
        private final long sent;
        private long first;
        private long last;
        private int chunks;

        private Reading(long sent) {
            this.sent = sent;
        }

        @Override
        public void event(JsonNode event) {
            String piece = event.at("/choices/0/delta/content").asText("");
            if (!piece.isEmpty()) {
                last = System.nanoTime();
                first = chunks++ == 0 ? last : first;
                text.append(piece);
            }
        }

        private Answer answer() {
            return new Answer(text.toString(), chunks, first - sent, last - first);
        }
    }
}
