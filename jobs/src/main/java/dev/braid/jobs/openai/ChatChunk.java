package dev.braid.jobs.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/** One chunk of a streamed chat answer. */
public record ChatChunk(
        String id,
        String object,
        long created,
        String model,
        List<Choice> choices,
        @JsonInclude(JsonInclude.Include.NON_NULL) Usage usage) {
    public static final String OBJECT = "chat.completion.chunk";

    /** The next piece of one answer. */
    public record Choice(int index, Delta delta, ChatLogprobs logprobs, String finishReason) {}

    /** What the piece adds; absent parts are left out. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Delta(String role, String content) {
        public static Delta opening() {
            return new Delta("assistant", "");
        }

        public static Delta text(String content) {
            return new Delta(null, content);
        }

        public static Delta none() {
            return new Delta(null, null);
        }
    }
}
