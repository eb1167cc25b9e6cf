package dev.braid.jobs.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;

/** Asks a server's {@code /v1/chat/completions} for streamed answers. Thread-safe. */
public final class ChatClient {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String DATA = "data: ";
    private static final String DONE = "[DONE]";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI endpoint;
    private final Optional<String> token;
    private final Duration timeout;

    /**
     * @param server such as {@code http://127.0.0.1:8000}
     * @param token bearer token, if the server asks for one
     * @param timeout until the first byte of an answer
     */
    public ChatClient(URI server, Optional<String> token, Duration timeout) {
        this.endpoint = server.resolve("/v1/chat/completions");
        this.token = token;
        this.timeout = timeout;
    }

    /**
     * Asks one question greedily and reads the answer to its end.
     *
     * @throws IOException when there is no complete answer: an error status, an error event, or a stream that ends
     *     without {@code [DONE]}
     */
    public Answer ask(String model, String question, int maxTokens) throws IOException, InterruptedException {
        ObjectNode body = MAPPER.createObjectNode();
        body.put("model", model).put("stream", true).put("temperature", 0).put("max_tokens", maxTokens);
        body.putArray("messages").addObject().put("role", "user").put("content", question);
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .timeout(timeout)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(MAPPER.writeValueAsString(body)));
        token.ifPresent(secret -> request.header("authorization", "Bearer " + secret));
        long sent = System.nanoTime();
        HttpResponse<Stream<String>> response = http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException("status " + response.statusCode() + ": "
                        + String.join(" ", lines.limit(5).toList()));
            }
            return read(lines.iterator(), sent);
        }
    }

    private static Answer read(Iterator<String> lines, long sent) throws IOException {
        StringBuilder text = new StringBuilder();
        long first = 0;
        long last = 0;
        int chunks = 0;
        while (lines.hasNext()) {
            String line = lines.next();
            if (!line.startsWith(DATA)) {
                continue;
            }
            String data = line.substring(DATA.length()).strip();
            if (data.equals(DONE)) {
                return new Answer(text.toString(), chunks, first - sent, last - first);
            }
            String piece = content(data);
            if (!piece.isEmpty()) {
                last = System.nanoTime();
                first = chunks++ == 0 ? last : first;
                text.append(piece);
            }
        }
        throw new IOException("the stream ended without " + DATA + DONE);
    }

    private static String content(String data) throws IOException {
        JsonNode event = MAPPER.readTree(data);
        if (event.has("error")) {
            throw new IOException("error event: " + event.get("error"));
        }
        return event.at("/choices/0/delta/content").asText("");
    }
}
