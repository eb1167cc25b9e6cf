package dev.braid.gpp.formats;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Tells the formats apart. The first bytes of a file decide before the rest is read, and its size is bounded. */
final class GraphFileReader {
    private static final long MOST_BYTES = 32 << 20;
    private static final int HEAD = 4096;
    private static final String KNOWN = "known are Braid's JSON (\"operators\", \"edges\"), Piper's JSON (\"nodes\", "
            + "\"edges\", \"maxDevices\") and PipeDream's text (\"node -- description -- forward_compute_time=...\")";

    private GraphFileReader() {}

    static GraphFile read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new GraphFileException(
                    file + ": " + (Files.exists(file) ? "is no file" : "does not exist") + "; name a graph file");
        }
        try {
            boolean json = isJson(file);
            if (Files.size(file) > MOST_BYTES) {
                throw new GraphFileException(file + ": has " + Files.size(file) + " bytes, but at most " + MOST_BYTES
                        + " are read; merge operators that always run together");
            }
            return json ? json(file) : text(file);
        } catch (IOException e) {
            throw new GraphFileException(file + ": cannot be read: " + e, e);
        }
    }

    private static boolean isJson(Path file) throws IOException {
        String head;
        try (InputStream in = Files.newInputStream(file)) {
            head = new String(in.readNBytes(HEAD), StandardCharsets.UTF_8);
        }
        String start = (head.startsWith("\uFEFF") ? head.substring(1) : head).strip();
        if (start.isEmpty()) {
            throw new GraphFileException(file + ": is empty; " + KNOWN);
        }
        if (head.chars().anyMatch(c -> c < ' ' && !Character.isWhitespace(c))) {
            throw new GraphFileException(file + ": is a binary file, but graph files are text; " + KNOWN);
        }
        if (start.startsWith("{")) {
            return true;
        }
        String line = start.lines().findFirst().orElseThrow();
        if (!line.contains(" -- ")) {
            throw new GraphFileException(file + ": line 1 is \"" + line.substring(0, Math.min(line.length(), 60))
                    + "\", which begins no graph file; " + KNOWN);
        }
        return false;
    }

    private static GraphFile text(Path file) throws IOException {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            return PipeDreamReader.read(file.toString(), in);
        }
    }

    private static GraphFile json(Path file) throws IOException {
        JsonValue root;
        try (InputStream in = Files.newInputStream(file)) {
            root = JsonValue.read(file.toString(), in);
        }
        List<String> keys = root.keys();
        if (keys.contains(BraidKeys.OPERATORS)) {
            return BraidReader.read(root);
        }
        if (keys.contains("nodes")) {
            return PiperReader.read(root);
        }
        throw root.refuse("has the keys " + keys + ", which no graph file has; " + KNOWN);
    }
}
