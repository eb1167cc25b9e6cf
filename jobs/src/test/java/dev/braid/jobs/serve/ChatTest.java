package dev.braid.jobs.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChatTest {
    private static final String HELLO =
            "{\"model\":\"tales\",\"messages\":[{\"role\":\"system\",\"content\":\"be kind\"},"
                    + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"he\"},{\"type\":\"text\",\"text\":\"llo\"}]}]";

    private final SidecarFixture it = new SidecarFixture(FakeEngine::prompt);

    @AfterEach
    void close() {
        it.close();
    }

    @Test
    void answersWhole() {
        HttpResponse<String> response = it.http.post("/v1/chat/completions", HELLO + "}");
        JsonNode answer = Http.json(response.body());
        assertEquals("chat.completion", answer.path("object").asText(), response.body());
        assertEquals("assistant", answer.at("/choices/0/message/role").asText());
        assertEquals(
                "system:be kind;user:hello;assistant:",
                answer.at("/choices/0/message/content").asText());
        assertEquals("stop", answer.at("/choices/0/finish_reason").asText());
        assertEquals(36, answer.at("/usage/prompt_tokens").asInt(), "the template writes the start token itself");
        assertEquals(FakeEngine.CONTEXT - 36, it.engine.requests().get(0).maxTokens());
    }

    @Test
    void streamsTheRoleFirst() {
        HttpResponse<String> response = it.http.post(
                "/v1/chat/completions",
                HELLO + ",\"stream\":true,\"n\":2,\"add_generation_prompt\":false,\"max_completion_tokens\":300}");
        List<JsonNode> events = Http.events(response.body());
        for (int choice = 0; choice < 2; choice++) {
            int index = choice;
            List<JsonNode> own = events.stream()
                    .map(event -> event.path("choices").path(0))
                    .filter(each -> each.path("index").asInt() == index)
                    .toList();
            assertEquals("assistant", own.get(0).at("/delta/role").asText());
            assertTrue(own.stream().skip(1).noneMatch(each -> each.path("delta").has("role")));
            String text =
                    own.stream().map(each -> each.at("/delta/content").asText()).collect(Collectors.joining());
            assertEquals("system:be kind;user:hello;", text);
            assertEquals("stop", own.get(own.size() - 1).path("finish_reason").asText());
            assertEquals(0, own.get(own.size() - 1).path("delta").size());
        }
        assertFalse(response.body().contains("usage"));
    }

    @Test
    void tellsLogProbabilities() {
        String body = HELLO + ",\"logprobs\":true,\"top_logprobs\":2,\"max_tokens\":2}";
        JsonNode first =
                Http.json(it.http.post("/v1/chat/completions", body).body()).at("/choices/0/logprobs/content/0");
        assertEquals("s", first.path("token").asText());
        assertEquals(-0.5, first.path("logprob").asDouble());
        assertEquals("[115]", first.path("bytes").toString());
        assertEquals("t", first.at("/top_logprobs/1/token").asText());
    }

    @Test
    void aTemplateThatRefusesIsTheClientsError() {
        String body = "{\"model\":\"base\",\"messages\":[{\"role\":\"user\",\"content\":\"refuse\"}]}";
        HttpResponse<String> response = it.http.post("/v1/chat/completions", body);
        assertEquals(400, response.statusCode());
        assertEquals("messages", Http.json(response.body()).at("/error/param").asText());
    }
}
