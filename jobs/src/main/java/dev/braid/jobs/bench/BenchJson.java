package dev.braid.jobs.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a {@link BenchReport} as JSON: keys in snake case. */
public final class BenchJson {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private BenchJson() {}

    public static ObjectNode tree(BenchReport report) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("bench", report.bench());
        root.put("peak_gflops", report.peakGflops());
        root.put("threads", report.threads());
        root.put("java", report.java());
        report.setting().forEach(figure -> put(root, figure));
        root.putArray("rows");
        report.rows().forEach(row -> {
            ObjectNode node = root.withArray("rows").addObject();
            row.figures().forEach(figure -> put(node, figure));
        });
        return root;
    }

    private static void put(ObjectNode node, Figure figure) {
        if (figure instanceof Figure.Word word) {
            node.put(word.key(), word.value());
        } else if (figure instanceof Figure.Count count) {
            node.put(count.key(), count.value());
        } else if (figure instanceof Figure.Measure measure) {
            node.put(measure.key(), measure.value());
        }
    }

    public static void write(BenchReport report, Path file) throws IOException {
        Files.writeString(file, MAPPER.writeValueAsString(tree(report)) + "\n");
    }
}
