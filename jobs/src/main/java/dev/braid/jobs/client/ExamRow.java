package dev.braid.jobs.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A question with the one right answer. */
public record ExamRow(String question, String answer) {
    /**
     * Reads rows {@code {"messages": [user, assistant]}} from a JSONL file.
     *
     * @throws IOException naming file and line of a row of another form
     */
    public static List<ExamRow> read(Path file) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<ExamRow> rows = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            JsonNode messages = mapper.readTree(line).path("messages");
            if (messages.size() != 2 || !messages.at("/1/role").asText().equals("assistant")) {
                throw new IOException(file + ":" + number + ": must have one user and one assistant message");
            }
            rows.add(new ExamRow(
                    messages.at("/0/content").asText(),
                    messages.at("/1/content").asText()));
        }
        return rows;
    }
}
