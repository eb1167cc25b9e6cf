package dev.braid.data.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the JSON files of a {@link TokenizerFolder} say beside how to cut text: ids by token, start and end tokens, and
 * which tokens stand for single bytes.
 */
final class TokenizerSettings {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Of two fields of one name the native library reads both. */
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    /** Far above every vocabulary; memory grows with the largest id. */
    private static final int MOST_TOKENS = 1 << 24;

    private final TokenizerFolder folder;
    private final Map<String, Integer> ids = new HashMap<>();
    private final BitSet byteTokens = new BitSet();
    private final BitSet specialTokens = new BitSet();
    private final JsonNode tokenizerConfig;
    private int vocabularySize;

    TokenizerSettings(TokenizerFolder folder) {
        this.folder = folder;
        this.tokenizerConfig = parse(folder.tokenizerConfig(), "tokenizer_config.json");
        JsonNode tokenizer = parse(STRICT, folder.tokenizerJson(), "tokenizer.json");
        DecoderCheck.check(folder.name(), tokenizer.path("decoder"));
        JsonNode vocabulary = tokenizer.path("model").path("vocab");
        if (vocabulary.isObject()) {
            vocabulary
                    .fields()
                    .forEachRemaining(entry -> put(entry.getKey(), checkedId(entry.getKey(), entry.getValue())));
        } else {
            int id = 0;
            for (Iterator<JsonNode> pieces = vocabulary.elements(); pieces.hasNext(); id++) {
                put(pieces.next().path(0).asText(), id);
            }
        }
        tokenizer.path("added_tokens").forEach(this::putAdded);
        if (ids.isEmpty()) {
            throw new TokenizerException("tokenizer.json of " + folder.name()
                    + " has no model.vocab; it is not a Hugging Face tokenizer file");
        }
    }

    private void putAdded(JsonNode token) {
        String content = token.path("content").asText();
        int id = checkedId(content, token.path("id"));
        put(content, id);
        specialTokens.set(id, token.path("special").asBoolean(false));
    }

    private int checkedId(String token, JsonNode id) {
        if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0 || id.intValue() >= MOST_TOKENS) {
            throw new TokenizerException("tokenizer.json of " + folder.name() + " gives the token '" + token
                    + "' the id " + id + ", must be an integer from 0 to below " + MOST_TOKENS);
        }
        return id.intValue();
    }

    private void put(String token, int id) {
        ids.put(token, id);
        vocabularySize = Math.max(vocabularySize, id + 1);
        if (token.length() == 6 && token.startsWith("<0x") && token.endsWith(">")) {
            byteTokens.set(id);
        }
    }

    int vocabularySize() {
        return vocabularySize;
    }

    boolean isByte(int id) {
        return byteTokens.get(id);
    }

    boolean isSpecial(int id) {
        return specialTokens.get(id);
    }

    /** The id of a token, or -1. */
    int id(String token) {
        return ids.getOrDefault(token, -1);
    }

    /** The spelling of a named special token such as {@code bos_token}, empty if there is none. */
    String token(String field) {
        JsonNode token = tokenizerConfig.path(field);
        return token.isObject() ? token.path("content").asText("") : token.asText("");
    }

    boolean addsBos() {
        return tokenizerConfig.path("add_bos_token").asBoolean(false);
    }

    JsonNode tokenizerConfig() {
        return tokenizerConfig;
    }

    /** The start token: the tokenizer's, else the model's, else -1. */
    int bos() {
        int id = id(token("bos_token"));
        return id >= 0
                ? id
                : parse(folder.modelConfig(), "config.json")
                        .path("bos_token_id")
                        .asInt(-1);
    }

    /** Every token that ends a text: the tokenizer's and all that generation_config.json and config.json name. */
    Set<Integer> eos() {
        Set<Integer> ends = new LinkedHashSet<>();
        int own = id(token("eos_token"));
        if (own >= 0) {
            ends.add(own);
        }
        addAll(ends, parse(folder.generationConfig(), "generation_config.json").path("eos_token_id"));
        addAll(ends, parse(folder.modelConfig(), "config.json").path("eos_token_id"));
        return ends;
    }

    private static void addAll(Set<Integer> ends, JsonNode value) {
        if (value.isArray()) {
            value.forEach(id -> ends.add(id.asInt()));
        } else if (value.isInt()) {
            ends.add(value.asInt());
        }
    }

    private JsonNode parse(String text, String file) {
        return parse(JSON, text, file);
    }

    private JsonNode parse(ObjectMapper json, String text, String file) {
        if (text.isEmpty()) {
            return JSON.createObjectNode();
        }
        try {
            JsonNode node = json.readTree(text);
            if (!node.isObject()) {
                throw new TokenizerException(file + " of " + folder.name() + " is not a JSON object");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new TokenizerException(
                    file + " of " + folder.name() + " is not valid JSON: " + e.getOriginalMessage(), e);
        }
    }
}
