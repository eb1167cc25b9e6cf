package dev.braid.jobs.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A client of a server under test. */
public final class Http {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final InetSocketAddress address;

    public Http(InetSocketAddress address) {
        this.address = address;
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET().build());
    }

    public HttpResponse<String> post(String path, String body, String... headers) {
        return send(posting(path, body, headers));
    }

    public HttpRequest posting(String path, String body, String... headers) {
        return request(path, headers)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    public HttpClient client() {
        return client;
    }

    private HttpRequest.Builder request(String path, String... headers) {
        URI uri = URI.create("http://127.0.0.1:" + address.getPort() + path);
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri).timeout(PATIENCE);
        return headers.length == 0 ? builder : builder.headers(headers);
    }

    public HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("no answer to " + request, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A connection that has sent a request and can be cut at will. */
    public Socket raw(String path, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Socket socket = new Socket(address.getAddress(), address.getPort());
        String head = "POST " + path + " HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\ncontent-length: "
                + bytes.length + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return socket;
    }

    /** Reads until the text has come. */
    public static void readUntil(Socket socket, String text) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text) < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("closed after: " + read);
            }
            read.append((char) next);
        }
    }

    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON: " + text, e);
        }
    }

    /** The data of each event of a stream, which must end with [DONE]; that one is left out. */
    public static List<JsonNode> events(String body) {
        List<JsonNode> events = new ArrayList<>();
        String[] blocks = body.split("\n\n");
        for (int i = 0; i < blocks.length - 1; i++) {
            events.add(json(data(blocks[i], body)));
        }
        if (!data(blocks[blocks.length - 1], body).equals("[DONE]") || !body.endsWith("\n\n")) {
            throw new IllegalArgumentException("does not end with [DONE]: " + body);
        }
        return events;
    }

    private static String data(String block, String body) {
        if (!block.startsWith("data: ")) {
            throw new IllegalArgumentException("'" + block + "' is no event in: " + body);
        }
        return block.substring("data: ".length());
    }

    /** Waits for what another thread will bring about. */
    public static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not happen: " + what);
            }
            Thread.sleep(2);
        }
    }
}
