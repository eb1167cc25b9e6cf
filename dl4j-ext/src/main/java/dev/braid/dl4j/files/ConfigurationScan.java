package dev.braid.dl4j.files;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.braid.gpp.formats.GraphFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A look through a configuration before DL4J makes objects of it. DL4J's JSON names the classes to make, so only its own,
 * ND4J's and Braid's layers pass; Jackson bounds the depth and the lengths.
 *
 * @param keys of the outermost object, in the order of the text
 */
record ConfigurationScan(Set<String> keys) {
    private static final String CLASS = "@class";
    private static final List<String> KNOWN = List.of("org.deeplearning4j.", "org.nd4j.", "dev.braid.dl4j.layer.");
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** @param file for messages */
    static ConfigurationScan of(String file, String text) {
        try (JsonParser parser = MAPPER.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new GraphFileException(
                        file + ": does not begin with a JSON object; a configuration of DL4J does");
            }
            Set<String> keys = new LinkedHashSet<>();
            while (parser.nextToken() != null) {
                look(file, parser, keys);
            }
            return new ConfigurationScan(keys);
        } catch (JsonProcessingException e) {
            throw new GraphFileException(
                    file + ": line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + " is not valid JSON: " + e.getOriginalMessage()
                            + "; the file may have been cut off or edited by hand",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void look(String file, JsonParser parser, Set<String> keys) throws IOException {
        if (parser.currentToken() == JsonToken.FIELD_NAME
                && parser.getParsingContext().getParent().inRoot()) {
            keys.add(parser.currentName());
        }
        if (parser.currentToken() == JsonToken.VALUE_STRING && CLASS.equals(parser.currentName())) {
            check(file, parser);
        }
    }

    private static void check(String file, JsonParser parser) throws IOException {
        String name = parser.getText();
        if (KNOWN.stream().noneMatch(name::startsWith)) {
            throw new GraphFileException(
                    file + ": "
                            + parser.getParsingContext().pathAsPointer() + " is the class " + name
                            + ", but only layers and vertices of DL4J and of Braid are read; put costs for it into Braid's JSON");
        }
    }
}
