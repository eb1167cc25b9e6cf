package dev.braid.jobs.openai;

import java.util.List;

/** The whole answer to a chat request. */
public record ChatCompletion(String id, String object, long created, String model, List<Choice> choices, Usage usage) {
    public static final String OBJECT = "chat.completion";

    /** One answer. */
    public record Choice(int index, Message message, ChatLogprobs logprobs, String finishReason) {}

    /** What the assistant says. */
    public record Message(String role, String content) {}
}
