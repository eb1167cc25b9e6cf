package dev.braid.dl4j.files;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The first bytes of a file, which show whether DL4J has written it. */
public final class Head {
    /** As many as are needed. */
    public static final int BYTES = 4096;

    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final List<String> MARKS =
            List.of("\"backpropType\"", "\"networkInputs\"", "\"vertexInputs\"", "\"org.deeplearning4j.");

    private Head() {}

    /** A zip, which no other graph file is, or JSON with what DL4J writes first. */
    public static boolean looksLikeDl4j(byte[] head) {
        return isZip(head) || isConfiguration(new String(head, StandardCharsets.UTF_8));
    }

    static boolean isZip(byte[] head) {
        return head.length >= ZIP.length && Arrays.equals(head, 0, ZIP.length, ZIP, 0, ZIP.length);
    }

    private static boolean isConfiguration(String head) {
        String start = (head.startsWith("\uFEFF") ? head.substring(1) : head).strip();
        return start.startsWith("{") && MARKS.stream().anyMatch(start::contains);
    }
}
