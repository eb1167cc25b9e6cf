package dev.braid.submit.fuzz;

import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.ConfException;
import dev.braid.jobs.conf.ConfKey;
import dev.braid.jobs.conf.ConfKeys;
import dev.braid.jobs.control.VersionMessage;
import dev.braid.jobs.openai.ApiException;
import dev.braid.jobs.openai.ChatRequest;
import dev.braid.jobs.openai.CompletionRequest;
import dev.braid.jobs.openai.TokenizeRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What comes over HTTP, and the configuration. */
final class RequestTargets {
    private static final String FIELDS = """
            "model": "m", "max_tokens": 5, "n": 2, "temperature": 0.7, "top_p": 0.9, "top_k": 40, "min_p": 0.1,
            "repetition_penalty": 1.1, "seed": 7, "stop": ["a", "b"], "stop_token_ids": [1, 2], "ignore_eos": true,
            "skip_special_tokens": false, "stream": true, "stream_options": {"include_usage": true}, "user": "u",
            "ttft_ms": 100, "tpot_ms": 50, "priority": 3, "frequency_penalty": 0, "best_of": 1, "unknown": {"x": [1]}}
            """;
    private static final String CHAT =
            "{\"messages\": [{\"role\": \"system\", \"content\": \"s\"}, {\"role\": \"user\","
                    + " \"content\": [{\"type\": \"text\", \"text\": \"hello\"}]}], \"logprobs\": true, \"top_logprobs\": 2, "
                    + FIELDS;

    private RequestTargets() {}

    static List<Target> all() {
        return List.of(
                request(
                        "completions",
                        CompletionRequest::read,
                        "{\"prompt\": \"Once\", \"echo\": false, \"logprobs\": 2, " + FIELDS,
                        "{\"prompt\": [1, 2, 3], " + FIELDS,
                        "{\"prompt\": [[1], [2, 3]], " + FIELDS),
                request("chat", ChatRequest::read, CHAT),
                request("tokenize", TokenizeRequest::read, "{\"prompt\": \"Once\", \"add_special_tokens\": false}"),
                request("detokenize", TokenizeRequest::readTokens, "{\"tokens\": [1, 2, 3]}"),
                messages("version-message", VersionMessage::decode),
                messages("version-message-sealed", input -> VersionMessage.decode(Seals.crc32cAtEnd(input))),
                conf());
    }

    private static Target request(String name, Target.Reader reader, String... seeds) {
        return Target.of(name, Target.texts(seeds), reader, ApiException.class);
    }

    private static Target messages(String name, Target.Reader reader) {
        byte[] message = new VersionMessage(new AdapterVersion("style", 3), new float[] {1, 2, 3}).encode();
        return Target.of(name, List.of(message), reader, IllegalArgumentException.class);
    }

    /** Lines KEY=VALUE: every key with its default, and a few that hold more than one value. */
    private static Target conf() {
        String defaults = ConfKeys.GROUPS.stream()
                .flatMap(group -> group.keys().stream())
                .filter(key -> key.fallback().isPresent())
                .map(RequestTargets::line)
                .collect(Collectors.joining("\n"));
        return Target.of("conf", Target.texts(defaults), input -> BraidConf.of(properties(input)), ConfException.class);
    }

    private static <T> String line(ConfKey<T> key) {
        return key.name() + "=" + key.type().printer().apply(key.fallback().orElseThrow());
    }

    /** As many lines as are well formed: an unknown key ends the reading, so most keys are read one by one. */
    private static Map<String, String> properties(byte[] input) {
        Map<String, String> properties = new HashMap<>();
        Arrays.stream(new String(input, StandardCharsets.UTF_8).split("\n"))
                .filter(line -> line.indexOf('=') > 0)
                .forEach(line ->
                        properties.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
        return properties;
    }
}
