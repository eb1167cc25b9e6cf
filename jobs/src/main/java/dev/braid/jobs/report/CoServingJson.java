package dev.braid.jobs.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes co-serving rows as {@code {"rows": [...]}}: keys in snake case, rates in tokens/s. */
public final class CoServingJson {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private CoServingJson() {}

    public static ObjectNode tree(List<CoServingRow> rows) {
        ObjectNode root = MAPPER.createObjectNode();
        root.putArray("rows");
        rows.forEach(row -> put(root.withArray("rows").addObject(), row));
        return root;
    }

    private static void put(ObjectNode node, CoServingRow row) {
        node.put("model", row.model());
        node.put("policy", row.policy());
        node.put("load", row.load());
        node.put("requests_per_s", row.requestsPerSecond());
        node.put("attainment", row.attainment());
        node.put("finetune_tokens_per_s", row.finetuneTokensPerSecond());
        node.put("inference_tokens_per_s", row.inferenceTokensPerSecond());
        ReportJson.percentiles(node.putObject("tpot_ms"), row.tpotMillis());
        ReportJson.percentiles(node.putObject("ttft_ms"), row.ttftMillis());
        node.put("ideal_time_slicing", row.idealTimeSlicing());
        node.put("ideal_roofline", row.idealRoofline());
    }

    public static void write(List<CoServingRow> rows, Path file) throws IOException {
        Files.writeString(file, MAPPER.writeValueAsString(tree(rows)) + "\n");
    }
}
