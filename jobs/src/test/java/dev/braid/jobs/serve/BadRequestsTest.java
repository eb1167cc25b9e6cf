package dev.braid.jobs.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadRequestsTest {
    private static final SidecarFixture IT = new SidecarFixture(request -> "ok");
    private static final String COMPLETION = "{\"model\":\"base\",\"prompt\":\"a\",\"max_tokens\":3,\"stop\":[\"x\"],"
            + "\"stream\":true,\"stream_options\":{\"include_usage\":true},\"seed\":1,\"logprobs\":1,\"n\":1,"
            + "\"temperature\":1.0,\"top_p\":0.5,\"top_k\":3,\"stop_token_ids\":[5],\"tools\":[],\"logit_bias\":{}}";
    private static final String CHAT = "{\"model\":\"base\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"},"
            + "{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"b\"}]}],\"max_tokens\":3,"
            + "\"logprobs\":true,\"top_logprobs\":2,\"response_format\":{\"type\":\"text\"},\"min_p\":0.1}";

    @AfterAll
    static void close() {
        IT.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "temperature | \"hot\" | temperature is \"hot\", must be a number from 0.0 to 100.0",
                "temperature | -1 | temperature is -1, must be a number",
                "temperature | 1e999 | temperature is",
                "top_p | 0 | above 0.0 to 1.0",
                "top_k | 1.5 | top_k is 1.5, must be an integer",
                "max_tokens | 0 | max_tokens is 0, must be an integer from 1",
                "max_tokens | 99999999999 | max_tokens is 99999999999",
                "n | 0 | n is 0",
                "n | 129 | n is 129, must be an integer from 1 to 128",
                "seed | 1e3 | seed is",
                "stop | [\"a\",\"b\",\"c\",\"d\",\"e\"] | at most 4",
                "stop | [\"\"] | stop is \"\"",
                "stop | 7 | stop is 7",
                "stream | \"yes\" | stream is \"yes\", must be true or false",
                "stream_options | {\"include_usage\":true} | stream_options is set",
                "logprobs | 21 | logprobs is 21, must be an integer from 0 to 20",
                "repetition_penalty | 0 | repetition_penalty is 0",
                "tpot_ms | 0.5 | tpot_ms is 0.5, must be a number from 1.0 to 3600000.0",
                "tpot_ms | \"fast\" | tpot_ms is \"fast\", must be a number",
                "ttft_ms | 3600001 | ttft_ms is 3600001, must be a number from 1.0 to 3600000.0",
                "ttft_ms | -1 | ttft_ms is -1",
                "priority | 61 | priority is 61, must be an integer from -60 to 60",
                "priority | 0.5 | priority is 0.5, must be an integer",
                "stop_token_ids | [-1] | stop_token_ids is -1",
                "model | 3 | model is 3",
                "model | null | model is missing",
                "prompt | null | prompt is missing",
                "prompt | [] | prompt is an array []",
                "prompt | [[]] | prompt is an array []",
                "prompt | [1,\"a\"] | prompt is \"a\", must be token ids",
                "prompt | [70000] | must be from 0 to 65535",
                "prompt | {} | prompt is an object {}",
                "best_of | 2 | best_of is 2, which is not supported",
                "suffix | \"z\" | suffix is \"z\", which is not supported",
                "logit_bias | {\"1\":2} | logit_bias",
                "frequency_penalty | 0.1 | frequency_penalty is 0.1, which is not supported",
                "presence_penalty | -1 | presence_penalty",
                "response_format | {\"type\":\"json_object\"} | response_format",
                "tools | [{\"type\":\"function\"}] | tools",
            })
    void namesFieldValueAndBound(String field, String value, String message) throws Exception {
        ObjectMapper json = new ObjectMapper();
        String body = value.startsWith("1e999")
                ? "{\"model\":\"base\",\"prompt\":\"a\",\"" + field + "\":" + value + "}"
                : json.createObjectNode()
                        .put("model", "base")
                        .put("prompt", "a")
                        .<ObjectNode>set(field, json.readTree(value))
                        .toString();
        JsonNode error = refused(IT.http.post("/v1/completions", body));
        assertTrue(error.path("message").asText().contains(message), error.toString());
        assertEquals(field, error.path("param").asText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | messages | at least one message",
                "[1] | messages[0] | messages[0] is 1, must be an object",
                "[{\"role\":\"user\"}] | messages[0].content | messages[0].content is missing",
                "[{\"role\":\"robot\",\"content\":\"\"}] | messages[0].role | is \"robot\", must be one of",
                "[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}] | messages[0].content | alone",
                "\"hi\" | messages | messages is \"hi\"",
            })
    void namesTheMessage(String messages, String param, String message) {
        JsonNode error =
                refused(IT.http.post("/v1/chat/completions", "{\"model\":\"base\",\"messages\":" + messages + "}"));
        assertTrue(error.path("message").asText().contains(message), error.toString());
        assertEquals(param, error.path("param").asText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | not valid JSON",
                "`` | empty",
                "[] | must be a JSON object",
                "{}x | not valid JSON",
                "\u00ff | JSON"
            })
    void refusesWhatIsNoJsonObject(String body, String message) {
        JsonNode error = refused(IT.http.post("/v1/completions", body));
        assertTrue(error.path("message").asText().contains(message), error.toString());
    }

    @Test
    void oneRequestMustNotAskForTooManyAnswers() {
        String prompts = "[" + "\"a\",".repeat(9) + "\"a\"]";
        HttpResponse<String> response = IT.http.post(
                "/v1/completions", "{\"model\":\"base\",\"prompt\":" + prompts + ",\"n\":26,\"max_tokens\":1}");
        assertEquals(400, response.statusCode(), response.body());
        assertTrue(
                response.body().contains("n is 26 for 10 prompts, together 260 answers; must be at most 256"),
                response.body());
    }

    @Test
    void anOverlongPromptIsRefusedEvenWhenStreaming() {
        String body = "{\"model\":\"base\",\"stream\":true,\"prompt\":\"" + "y".repeat(FakeEngine.CONTEXT) + "\"}";
        JsonNode error = refused(IT.http.post("/v1/completions", body));
        assertEquals("context_length_exceeded", error.path("code").asText());
        assertTrue(error.path("message").asText().contains("" + (FakeEngine.CONTEXT + 1)), error.toString());
    }

    private static JsonNode refused(HttpResponse<String> response) {
        assertEquals(400, response.statusCode(), response.body());
        JsonNode error = Http.json(response.body()).path("error");
        assertEquals("invalid_request_error", error.path("type").asText());
        return error;
    }

    @Test
    void noMutationOfARequestIsAServerError() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int refused = 0;
        for (int round = 0; round < 1500; round++) {
            boolean chat = random.nextBoolean();
            String body = mutated(new ObjectMapper().readTree(chat ? CHAT : COMPLETION), random);
            HttpResponse<String> response = IT.http.post(chat ? "/v1/chat/completions" : "/v1/completions", body);
            assertTrue(response.statusCode() < 500, () -> body + " -> " + response.body() + " seed " + seed);
            if (response.statusCode() != 200) {
                refused++;
                assertTrue(Http.json(response.body()).at("/error/message").isTextual(), response.body());
            }
        }
        assertTrue(refused > 200, "only " + refused + " of the mutations were refused");
    }

    private static String mutated(JsonNode request, Random random) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            mutate(request, random);
        }
        String text = request.toString();
        if (random.nextInt(8) > 0) {
            return text;
        }
        int at = random.nextInt(text.length());
        return text.substring(0, at) + (char) (32 + random.nextInt(90)) + text.substring(at + random.nextInt(2));
    }

    private static void mutate(JsonNode container, Random random) {
        List<String> names = new ArrayList<>();
        container.fieldNames().forEachRemaining(names::add);
        if (container instanceof ObjectNode object && !names.isEmpty()) {
            String name = names.get(random.nextInt(names.size()));
            JsonNode old = object.get(name);
            if (old.isContainerNode() && !old.isEmpty() && random.nextInt(4) > 0) {
                mutate(old, random);
            } else if (random.nextInt(4) == 0) {
                object.remove(name);
            } else {
                object.set(name, value(random, 0));
            }
        } else if (container instanceof ArrayNode array && !array.isEmpty()) {
            int index = random.nextInt(array.size());
            if (array.get(index).isContainerNode() && random.nextInt(4) > 0) {
                mutate(array.get(index), random);
            } else {
                array.set(index, value(random, 0));
            }
        }
    }

    private static JsonNode value(Random random, int depth) {
        ObjectMapper json = new ObjectMapper();
        return switch (random.nextInt(depth > 2 ? 8 : 10)) {
            case 0 -> json.getNodeFactory().nullNode();
            case 1 -> json.getNodeFactory().booleanNode(random.nextBoolean());
            case 2 -> json.getNodeFactory().numberNode(random.nextInt(9) - 4);
            case 3 -> json.getNodeFactory().numberNode(random.nextLong());
            case 4 -> json.getNodeFactory().numberNode(random.nextGaussian() * 1e30);
            case 5 -> json.getNodeFactory().textNode("");
            case 6 -> json.getNodeFactory().textNode("\u0000\uD800 text \uD83D\uDE00");
            case 7 -> json.getNodeFactory().numberNode(new BigInteger(200, random));
            case 8 -> json.createArrayNode().add(value(random, depth + 1)).add(value(random, depth + 1));
            default -> json.createObjectNode().set("type", value(random, depth + 1));
        };
    }
}
