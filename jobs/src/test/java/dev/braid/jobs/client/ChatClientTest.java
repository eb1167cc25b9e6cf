package dev.braid.jobs.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client against a server that streams whatever the test wants for a question. */
class ChatClientTest {
    private HttpServer server;
    private volatile Function<String, String> stream;
    private volatile int status = 200;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/v1/chat/completions", exchange -> {
            JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody());
            byte[] bytes = stream.apply(body.at("/messages/0/content").asText()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private ChatClient client() {
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new ChatClient(uri, Optional.empty(), Duration.ofSeconds(10));
    }

    private static String piece(String text) {
        return "data: {\"choices\":[{\"delta\":{\"content\":\"" + text + "\"}}]}\n\n";
    }

    private static final String ROLE = "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    @Test
    void joinsThePiecesOfAnAnswer() throws Exception {
        stream = question -> ROLE + piece("Aye, ") + piece(question) + DONE;
        Answer answer = client().ask("m", "Tom", 5);
        assertEquals("Aye, Tom", answer.text());
        assertEquals(2, answer.chunks());
        assertTrue(answer.firstNanos() > 0 && answer.restNanos() >= 0);
    }

    @Test
    void anAnswerThatIsNotCompleteIsAFailure() {
        stream = question -> ROLE + piece("half");
        assertTrue(assertThrows(IOException.class, () -> client().ask("m", "q", 5))
                .getMessage()
                .contains("ended without"));
        stream = question -> ROLE + "data: {\"error\":{\"message\":\"broken\"}}\n\n";
        assertTrue(assertThrows(IOException.class, () -> client().ask("m", "q", 5))
                .getMessage()
                .contains("broken"));
        status = 404;
        stream = question -> "no such model";
        assertTrue(assertThrows(IOException.class, () -> client().ask("m", "q", 5))
                .getMessage()
                .contains("404"));
    }

    @Test
    void anExamCountsExactAnswersAlone() throws Exception {
        stream = question -> ROLE + piece(question.equals("b") ? "wrong" : " yes " + question + " ") + DONE;
        List<ExamRow> rows = List.of(new ExamRow("a", "yes a"), new ExamRow("b", "yes b"), new ExamRow("c", "yes c"));
        Exam.Result result = new Exam(client(), rows, 8).take("m", 2);
        assertEquals(List.of("yes a", "wrong", "yes c"), result.answers());
        assertEquals(2.0 / 3, result.exactMatch());
    }

    @Test
    void loadCountsWhatFailsAndStopsWhenTold() throws Exception {
        stream = question -> question.equals("bad") ? ROLE : ROLE + piece("x") + DONE;
        LoadGenerator load = new LoadGenerator(client(), () -> "m", List.of("good", "bad"), 3, 1);
        load.start(2);
        Thread.sleep(300);
        LoadGenerator.Outcome outcome = load.stop();
        assertTrue(outcome.answers().size() > 2 && outcome.failed() > 2, outcome.toString());
        assertEquals(outcome.requests(), outcome.answers().size() + outcome.failed());
        assertTrue(outcome.errors().get(0).contains("ended without"));
    }
}
