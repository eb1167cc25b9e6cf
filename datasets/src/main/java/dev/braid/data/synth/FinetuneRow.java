package dev.braid.data.synth;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One row of the bundled finetuning dataset.
 *
 * @param prompt the facts and the question
 * @param answer what the assistant is to say
 * @param asked the thing and the answer, which together decide whether the row is held out
 */
public record FinetuneRow(String prompt, String answer, String asked) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The row as one line of JSON, {@code {"messages":[{"role":"user",...},{"role":"assistant",...}]}}. */
    public String toJson() {
        ObjectNode row = JSON.createObjectNode();
        var messages = row.putArray("messages");
        messages.addObject().put("role", "user").put("content", prompt);
        messages.addObject().put("role", "assistant").put("content", answer);
        return row.toString();
    }
}
