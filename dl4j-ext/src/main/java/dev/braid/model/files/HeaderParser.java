package dev.braid.model.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A streaming parser of safetensors headers: accepts exactly the fields of the format, so that a hostile header costs no
 * more memory than its own size.
 */
final class HeaderParser {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String file;
    private final JsonParser parser;
    private final Map<String, String> metadata = new TreeMap<>();
    private final List<TensorHeader> tensors = new ArrayList<>();

    private HeaderParser(String file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /** Parses the JSON of a header; the entries keep the order of the file and are not yet checked against each other. */
    static SafetensorsHeader parse(String file, byte[] json) {
        // The reader reports malformed UTF-8 instead of replacing it.
        var text = new InputStreamReader(new ByteArrayInputStream(json), StandardCharsets.UTF_8.newDecoder());
        try (JsonParser parser = JSON.createParser(text)) {
            HeaderParser header = new HeaderParser(file, parser);
            header.readAll();
            return new SafetensorsHeader(header.metadata, header.tensors);
        } catch (IOException e) {
            throw new ModelFileException(file + ": header is not valid JSON: " + firstLine(e), e);
        }
    }

    private void readAll() throws IOException {
        expect(parser.nextToken(), JsonToken.START_OBJECT, "header");
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            if (name.equals("__metadata__")) {
                readMetadata();
            } else {
                readTensor(name);
            }
        }
        if (parser.nextToken() != null) {
            throw new ModelFileException(file + ": header goes on after its closing brace");
        }
    }

    private void readMetadata() throws IOException {
        expect(parser.nextToken(), JsonToken.START_OBJECT, "__metadata__");
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            expect(parser.nextToken(), JsonToken.VALUE_STRING, "__metadata__." + key);
            metadata.put(key, parser.getText());
        }
    }

    private void readTensor(String name) throws IOException {
        String where = "tensor " + name;
        TensorType type = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        expect(parser.nextToken(), JsonToken.START_OBJECT, where);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String field = parser.currentName();
            switch (field) {
                case "dtype" -> type = readType(where);
                case "shape" -> shape = readLongs(where + ": shape", Integer.MAX_VALUE);
                case "data_offsets" -> offsets = readLongs(where + ": data_offsets", Long.MAX_VALUE);
                default ->
                    throw new ModelFileException(file + ": " + where + ": unknown field " + field
                            + "; a tensor has dtype, shape and data_offsets");
            }
        }
        if (type == null || shape == null || offsets == null || offsets.size() != 2) {
            throw new ModelFileException(
                    file + ": " + where + ": needs dtype, shape and two data_offsets; a field is missing");
        }
        add(name, type, shape, offsets);
    }

    private void add(String name, TensorType type, List<Long> shape, List<Long> offsets) {
        List<Integer> dimensions = shape.stream().map(Long::intValue).toList();
        try {
            tensors.add(new TensorHeader(name, type, dimensions, offsets.get(0), offsets.get(1)));
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(file + ": tensor " + name + ": " + e.getMessage(), e);
        }
    }

    private TensorType readType(String where) throws IOException {
        expect(parser.nextToken(), JsonToken.VALUE_STRING, where + ": dtype");
        String name = parser.getText();
        return TensorType.named(name)
                .orElseThrow(() -> new ModelFileException(file + ": " + where + ": dtype " + name
                        + " is not supported; known are " + List.of(TensorType.values())));
    }

    private List<Long> readLongs(String where, long bound) throws IOException {
        expect(parser.nextToken(), JsonToken.START_ARRAY, where);
        List<Long> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            expect(parser.currentToken(), JsonToken.VALUE_NUMBER_INT, where);
            long value = parser.getLongValue();
            if (value < 0 || value > bound) {
                throw new ModelFileException(file + ": " + where + " has " + value + "; must be from 0 to " + bound);
            }
            values.add(value);
            if (values.size() > 64) {
                throw new ModelFileException(file + ": " + where + " has more than 64 entries");
            }
        }
        return values;
    }

    private void expect(JsonToken found, JsonToken expected, String where) {
        if (found != expected) {
            throw new ModelFileException(file + ": " + where + ": found " + found + " where " + expected
                    + " belongs; this is no safetensors header");
        }
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
