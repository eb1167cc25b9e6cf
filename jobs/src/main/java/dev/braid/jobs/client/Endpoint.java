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

/**
 * A server as a client sees it: posts JSON, reads JSON or the events of a stream. Thread-safe.
 *
 * @param token bearer token, if the server asks for one
 * @param timeout until the first byte of an answer
 */
record Endpoint(HttpClient http, URI server, Optional<String> token, Duration timeout) {
    static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String DATA = "data: ";
    private static final String DONE = "[DONE]";

    Endpoint(URI server, Optional<String> token, Duration timeout) {
        this(
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(5))
                        .build(),
                server,
                token,
                timeout);
    }

    /** Is told the events of a stream as they come. */
    interface Events {
        void event(JsonNode event);
    }

    /**
     * Posts a body and reads the stream that answers it to its end.
     *
     * @throws StatusException when the status is not 200
     * @throws IOException after an error event, or a stream that ends without {@code [DONE]}
     */
    void stream(String path, ObjectNode body, Events events) throws IOException, InterruptedException {
        HttpResponse<Stream<String>> response = http.send(request(path, body), HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            if (response.statusCode() != 200) {
                throw new StatusException(
                        response.statusCode(), String.join(" ", lines.limit(5).toList()));
            }
            read(lines.iterator(), events);
        }
    }

    private static void read(Iterator<String> lines, Events events) throws IOException {
        while (lines.hasNext()) {
            String line = lines.next();
            if (!line.startsWith(DATA)) {
                continue;
            }
            String data = line.substring(DATA.length()).strip();
            if (data.equals(DONE)) {
                return;
            }
            JsonNode event = MAPPER.readTree(data);
            if (event.has("error")) {
                throw new IOException("error event: " + event.get("error"));
            }
            events.event(event);
        }
        throw new IOException("the stream ended without " + DATA + DONE);
    }

    /** Posts a body and reads the JSON that answers it; throws {@link StatusException} when the status is not 200. */
    JsonNode post(String path, ObjectNode body) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request(path, body), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new StatusException(response.statusCode(), response.body());
        }
        return MAPPER.readTree(response.body());
    }

    private HttpRequest request(String path, ObjectNode body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(timeout)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(MAPPER.writeValueAsString(body)));
        token.ifPresent(secret -> request.header("authorization", "Bearer " + secret));
        return request.build();
    }
}
