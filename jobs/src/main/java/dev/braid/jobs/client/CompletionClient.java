package dev.braid.jobs.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks a server's {@code /v1/completions} for outputs of certain lengths after prompts of certain tokens, streamed.
 * Thread-safe.
 */
public final class CompletionClient {
    private final Endpoint endpoint;

    /**
     * @param server such as {@code http://127.0.0.1:8000}
     * @param token bearer token, if the server asks for one
     * @param timeout until the first byte of an answer
     */
    public CompletionClient(URI server, Optional<String> token, Duration timeout) {
        this.endpoint = new Endpoint(server, token, timeout);
    }

    /**
     * When an output came.
     *
     * @param tokens of the output, as the server counts them
     * @param firstNanos from sending the request to the first piece
     * @param restNanos from the first piece to the last
     */
    public record Output(int tokens, long firstNanos, long restNanos) {
        /** Time per output token after the first, milliseconds; NaN for a single one. */
        public double tpotMillis() {
            return tokens < 2 ? Double.NaN : restNanos / 1e6 / (tokens - 1);
        }

        public double ttftMillis() {
            return firstNanos / 1e6;
        }
    }

    /**
     * Continues a prompt by exactly {@code tokens} tokens, whatever ends a text.
     *
     * @throws StatusException when the server does not take the request
     * @throws IOException when there is no complete output
     */
    public Output complete(String model, int[] prompt, int tokens) throws IOException, InterruptedException {
        ObjectNode body = Endpoint.MAPPER.createObjectNode();
        body.put("model", model).put("stream", true).put("temperature", 0).put("max_tokens", tokens);
        body.put("ignore_eos", true).putObject("stream_options").put("include_usage", true);
        ArrayNode ids = body.putArray("prompt");
        for (int id : prompt) {
            ids.add(id);
        }
        Reading reading = new Reading(System.nanoTime());
        endpoint.stream("/v1/completions", body, reading);
        return reading.output();
    }

    /** The tokens of a text as the server's model has them, without a start token. */
    public int[] tokenize(String model, String text) throws IOException, InterruptedException {
        ObjectNode body = Endpoint.MAPPER.createObjectNode();
        body.put("model", model).put("prompt", text).put("add_special_tokens", false);
        JsonNode tokens = endpoint.post("/tokenize", body).path("tokens");
        if (!tokens.isArray() || tokens.isEmpty()) {
            throw new IOException("/tokenize gave no tokens");
        }
        int[] ids = new int[tokens.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = tokens.get(i).asInt();
        }
        return ids;
    }

    /** An output as it comes. Used by one thread. */
    private static final class Reading implements Endpoint.Events {
        private final long sent;
        private long first;
        private long last;
        private int tokens = -1;

        private Reading(long sent) {
            this.sent = sent;
        }

        @Override
        public void event(JsonNode event) {
            if (!event.at("/choices/0/text").asText("").isEmpty()) {
                last = System.nanoTime();
                first = first == 0 ? last : first;
            }
            tokens = event.at("/usage/completion_tokens").asInt(tokens);
        }

        private Output output() throws IOException {
            if (tokens < 1 || first == 0) {
                throw new IOException("the answer has no text or no usage");
            }
            return new Output(tokens, first - sent, last - first);
        }
    }
}
