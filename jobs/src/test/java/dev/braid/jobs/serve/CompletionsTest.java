package dev.braid.jobs.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CompletionsTest {
    private final SidecarFixture it = new SidecarFixture(request -> "to " + FakeEngine.prompt(request));

    @AfterEach
    void close() {
        it.close();
    }

    private JsonNode ask(String body) {
        HttpResponse<String> response = it.http.post("/v1/completions", body);
        assertEquals(200, response.statusCode(), response.body());
        return Http.json(response.body());
    }

    private List<JsonNode> stream(String body) {
        HttpResponse<String> response = it.http.post("/v1/completions", body);
        assertEquals(200, response.statusCode(), response.body());
        assertTrue(response.headers().firstValue("content-type").orElse("").startsWith("text/event-stream"));
        return Http.events(response.body());
    }

    @Test
    void answersWhole() {
        JsonNode answer = ask("{\"model\":\"base\",\"prompt\":\"Ada\",\"max_tokens\":20}");
        assertEquals("text_completion", answer.path("object").asText());
        assertEquals(1234, answer.path("created").asLong());
        assertEquals("base", answer.path("model").asText());
        assertTrue(answer.path("id").asText().startsWith("cmpl-"));
        JsonNode choice = answer.path("choices").path(0);
        assertEquals("to Ada", choice.path("text").asText());
        assertEquals("stop", choice.path("finish_reason").asText());
        assertTrue(choice.get("logprobs").isNull());
        assertEquals(4, answer.at("/usage/prompt_tokens").asInt(), "the start token counts");
        assertEquals(6, answer.at("/usage/completion_tokens").asInt());
        assertEquals(10, answer.at("/usage/total_tokens").asInt());
    }

    @Test
    void endsAtTheBoundAndDefaultsToSixteenTokens() {
        assertEquals(
                "length",
                ask("{\"model\":\"base\",\"prompt\":\"Ada\",\"max_tokens\":2}")
                        .at("/choices/0/finish_reason")
                        .asText());
        ask("{\"model\":\"base\",\"prompt\":\"Ada\"}");
        assertEquals(16, it.engine.requests().get(1).maxTokens());
    }

    @Test
    void streamsPiecesThenTheEndThenUsage() {
        List<JsonNode> events = stream("{\"model\":\"base\",\"prompt\":\"Ada\",\"stream\":true,"
                + "\"stream_options\":{\"include_usage\":true}}");
        String text = events.stream()
                .map(event -> event.at("/choices/0/text").asText())
                .collect(Collectors.joining());
        assertEquals("to Ada", text);
        JsonNode end = events.get(events.size() - 2);
        assertEquals("stop", end.at("/choices/0/finish_reason").asText());
        JsonNode usage = events.get(events.size() - 1);
        assertEquals(0, usage.path("choices").size());
        assertEquals(6, usage.at("/usage/completion_tokens").asInt());
        assertEquals(
                1,
                events.stream()
                        .map(event -> event.path("id").asText())
                        .distinct()
                        .count());
        assertTrue(events.stream()
                .limit(6)
                .allMatch(event -> event.at("/choices/0/finish_reason").isNull()));
    }

    @Test
    void neverSendsAnyPartOfAStopString() {
        String body = "{\"model\":\"base\",\"prompt\":\"one<end>two\",\"max_tokens\":50,\"stop\":[\"<end>\",\"zz\"]";
        assertEquals("to one", ask(body + "}").at("/choices/0/text").asText());
        List<JsonNode> events = stream(body + ",\"stream\":true}");
        assertFalse(events.stream().anyMatch(event -> event.toString().contains("<")));
        assertEquals(
                "stop",
                events.get(events.size() - 1).at("/choices/0/finish_reason").asText());
    }

    @Test
    void tellsNoTokenOfAStopStringEither() {
        String body = "{\"model\":\"base\",\"prompt\":\"on<en <end>two\",\"max_tokens\":50,\"stop\":\"<end>\","
                + "\"logprobs\":0";
        JsonNode whole = ask(body + "}").at("/choices/0");
        assertEquals("to on<en ", whole.path("text").asText());
        StringBuilder joined = new StringBuilder();
        whole.at("/logprobs/tokens").forEach(token -> joined.append(token.asText()));
        assertEquals("to on<en ", joined.toString());
        StringBuilder text = new StringBuilder();
        StringBuilder tokens = new StringBuilder();
        for (JsonNode event : stream(body + ",\"stream\":true}")) {
            text.append(event.at("/choices/0/text").asText());
            event.at("/choices/0/logprobs/tokens").forEach(token -> tokens.append(token.asText()));
            assertEquals(text.toString(), tokens.toString());
        }
        assertEquals("to on<en ", text.toString());
    }

    @Test
    void aStopStringEndsTheGenerationInTheEngine() throws InterruptedException {
        ask("{\"model\":\"base\",\"prompt\":\"one<end>two and more and more\",\"max_tokens\":500,\"stop\":\"<end>\"}");
        Http.await("cancelled", () -> it.engine.cancelled() == 1);
    }

    @Test
    void answersSeveralPromptsSeveralTimesEachWithItsOwnSeed() {
        JsonNode answer = ask("{\"model\":\"base\",\"prompt\":[\"a\",[98,99]],\"n\":2,\"seed\":5,\"max_tokens\":9}");
        List<String> texts = StreamSupport.stream(answer.path("choices").spliterator(), false)
                .map(choice ->
                        choice.path("index").asInt() + choice.path("text").asText())
                .toList();
        assertEquals(List.of("0to a", "1to a", "2to bc", "3to bc"), texts);
        assertEquals(4, answer.at("/usage/prompt_tokens").asInt(), "each prompt counted once");
        List<Long> seeds = it.engine.requests().stream()
                .map(request -> request.sampling().seed())
                .toList();
        assertEquals(5, seeds.get(0));
        assertNotEquals(seeds.get(0), seeds.get(1));
        assertEquals(seeds.subList(0, 2), seeds.subList(2, 4));
    }

    @Test
    void drawsASeedWhenNoneIsGiven() {
        ask("{\"model\":\"base\",\"prompt\":\"a\"}");
        ask("{\"model\":\"base\",\"prompt\":\"a\"}");
        Set<Long> seeds = new HashSet<>();
        it.engine.requests().forEach(request -> seeds.add(request.sampling().seed()));
        assertEquals(2, seeds.size());
    }

    @Test
    void tellsLogProbabilities() {
        JsonNode logprobs =
                ask("{\"model\":\"base\",\"prompt\":\"A\",\"logprobs\":3}").at("/choices/0/logprobs");
        assertEquals("[\"t\",\"o\",\" \",\"A\"]", logprobs.path("tokens").toString());
        assertEquals("[0,1,2,3]", logprobs.path("text_offset").toString());
        assertEquals(-0.5, logprobs.path("token_logprobs").path(0).asDouble());
        assertEquals(
                "{\"t\":-0.5,\"u\":-1.5,\"v\":-9999.0}",
                logprobs.path("top_logprobs").path(0).toString());
    }

    @Test
    void echoesThePrompt() {
        assertEquals(
                "Adato Ada",
                ask("{\"model\":\"base\",\"prompt\":\"Ada\",\"echo\":true}")
                        .at("/choices/0/text")
                        .asText());
        assertEquals(
                "bcto bc",
                ask("{\"model\":\"base\",\"prompt\":[98,99],\"echo\":true}")
                        .at("/choices/0/text")
                        .asText());
    }

    @Test
    void handsSamplingToTheEngine() {
        ask(
                "{\"model\":\"tales@7\",\"prompt\":\"a\",\"temperature\":0.5,\"top_p\":0.9,\"top_k\":-1,\"min_p\":0.1,"
                        + "\"repetition_penalty\":1.1,\"ignore_eos\":true,\"stop_token_ids\":[97],\"max_tokens\":4,\"what\":1}");
        var request = it.engine.requests().get(0);
        assertEquals("tales@7", request.model());
        assertEquals(Set.of(97), request.stopIds());
        assertEquals(0.5f, request.sampling().temperature());
        assertEquals(0.9f, request.sampling().topP());
        assertEquals(0, request.sampling().topK());
        assertEquals(0.1f, request.sampling().minP());
        assertEquals(1.1f, request.sampling().repetitionPenalty());
        assertEquals(-1, request.sampling().logprobs());
    }

    @Test
    void keepsCharactersOfTwoUnitsWhole() {
        List<JsonNode> events = stream("{\"model\":\"base\",\"prompt\":\"\uD83D\uDE00\",\"stream\":true}");
        assertEquals(
                "\uD83D\uDE00",
                events.get(events.size() - 2).at("/choices/0/text").asText());
    }
}
