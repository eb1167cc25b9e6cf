package dev.braid.submit.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes inputs that are nearly valid out of valid ones. The same seed makes the same inputs. */
final class Mutator {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_EDITS = 6;
    private static final int MOST_BYTES = 1 << 17;
    private static final String[] TOKENS = {
        "-1",
        "0",
        "2147483648",
        "-2147483649",
        "9223372036854775808",
        "1e400",
        "-1e-400",
        "NaN",
        "0.5",
        "null",
        "true",
        "\"\"",
        "[]",
        "{}",
        "../../etc/passwd",
        "/",
        "\\u0000",
        "\\ud800",
        "\u0000",
        "\uFFFF",
        "🦆",
        "\"",
        "\\",
        "\n",
        "\r\n",
        ",",
        ":",
        "{",
        "}",
        "[",
        "]",
        "{% for x in range(999999999) %}",
        "{{",
        "}}",
        "{% endfor %}",
        "%n%s",
        "999999999999999999999999999999",
        "e",
        "--",
        ";"
    };

    private final Random random;
    private final List<byte[]> seeds;

    Mutator(long seed, List<byte[]> seeds) {
        this.random = new Random(seed);
        this.seeds = seeds;
    }

    byte[] next() {
        byte[] input = seeds.get(random.nextInt(seeds.size())).clone();
        if (random.nextInt(3) == 0) {
            input = structured(input);
        }
        for (int edits = random.nextInt(MOST_EDITS); edits > 0; edits--) {
            input = edited(input);
        }
        return input.length > MOST_BYTES ? Arrays.copyOf(input, MOST_BYTES) : input;
    }

    private byte[] edited(byte[] in) {
        int at = in.length == 0 ? 0 : random.nextInt(in.length + 1);
        return switch (random.nextInt(9)) {
            case 0 -> flipped(in);
            case 1 -> Arrays.copyOf(in, at);
            case 2 -> spliced(in, at, TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.UTF_8), at);
            case 3 -> spliced(in, at, new byte[0], Math.min(in.length, at + 1 + random.nextInt(16)));
            case 4 -> spliced(in, at, repeated(in, at), at);
            case 5 -> spliced(in, at, tail(seeds.get(random.nextInt(seeds.size()))), in.length);
            case 6 -> number(in);
            case 7 ->
                spliced(
                        in,
                        at,
                        TOKENS[random.nextInt(TOKENS.length)]
                                .repeat(1 + random.nextInt(3000))
                                .getBytes(StandardCharsets.UTF_8),
                        at);
            default -> overwritten(in, at);
        };
    }

    private byte[] flipped(byte[] in) {
        byte[] out = in.clone();
        if (out.length > 0) {
            out[random.nextInt(out.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return out;
    }

    private byte[] overwritten(byte[] in, int at) {
        byte[] out = in.clone();
        for (int i = at; i < Math.min(out.length, at + 8); i++) {
            out[i] = (byte) (random.nextBoolean() ? 0xFF : random.nextInt(256));
        }
        return out;
    }

    private byte[] repeated(byte[] in, int at) {
        byte[] chunk = Arrays.copyOfRange(in, at, Math.min(in.length, at + 1 + random.nextInt(24)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 1 << random.nextInt(10); i > 0; i--) {
            out.writeBytes(chunk);
        }
        return out.toByteArray();
    }

    private byte[] tail(byte[] other) {
        return Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length);
    }

    /** Puts another number in the place of one. */
    private byte[] number(byte[] in) {
        List<Integer> digits = new ArrayList<>();
        for (int i = 0; i < in.length; i++) {
            if (in[i] >= '0' && in[i] <= '9') {
                digits.add(i);
            }
        }
        if (digits.isEmpty()) {
            return in;
        }
        int from = digits.get(random.nextInt(digits.size()));
        int to = from;
        while (to < in.length && in[to] >= '0' && in[to] <= '9') {
            to++;
        }
        return spliced(in, from, TOKENS[random.nextInt(9)].getBytes(StandardCharsets.UTF_8), to);
    }

    private static byte[] spliced(byte[] in, int from, byte[] middle, int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length + middle.length);
        out.write(in, 0, from);
        out.writeBytes(middle);
        out.write(in, Math.max(from, to), in.length - Math.max(from, to));
        return out.toByteArray();
    }

    /** Changes a value of a JSON text, the text staying valid; other inputs are left alone. */
    private byte[] structured(byte[] in) {
        try {
            JsonNode root = JSON.readTree(in);
            if (root != null && root.isContainerNode()) {
                change(root);
                return JSON.writeValueAsBytes(root);
            }
        } catch (IOException notJson) {
            return in;
        }
        return in;
    }

    private void change(JsonNode node) {
        List<JsonNode> children = new ArrayList<>();
        node.forEach(child -> {
            if (child.isContainerNode() && !child.isEmpty()) {
                children.add(child);
            }
        });
        if (!children.isEmpty() && random.nextInt(3) != 0) {
            change(children.get(random.nextInt(children.size())));
        } else if (node instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.get(random.nextInt(names.size()));
            if (random.nextInt(4) == 0) {
                object.remove(name);
            } else {
                object.set(random.nextInt(5) == 0 ? "x" + name : name, value());
            }
        } else if (node instanceof ArrayNode array) {
            array.insert(random.nextInt(array.size() + 1), value());
        }
    }

    private JsonNode value() {
        return switch (random.nextInt(9)) {
            case 0 -> JSON.getNodeFactory().nullNode();
            case 1 -> JSON.getNodeFactory().numberNode(random.nextLong());
            case 2 -> JSON.getNodeFactory().numberNode(random.nextInt(5) - 2);
            case 3 -> JSON.getNodeFactory().numberNode(random.nextGaussian() * Math.pow(10, random.nextInt(40)));
            case 4 -> JSON.getNodeFactory().textNode(TOKENS[random.nextInt(TOKENS.length)]);
            case 5 -> JSON.getNodeFactory().booleanNode(random.nextBoolean());
            case 6 -> JSON.createArrayNode().add(1).add("a");
            case 7 -> nested(1 + random.nextInt(1500));
            default -> JSON.createObjectNode().put("a", Integer.MAX_VALUE);
        };
    }

    private static JsonNode nested(int depth) {
        ArrayNode node = JSON.createArrayNode();
        for (int i = 0; i < depth / 3; i++) {
            node = JSON.createArrayNode().add(node);
        }
        return node;
    }
}
