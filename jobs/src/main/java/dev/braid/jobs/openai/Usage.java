package dev.braid.jobs.openai;

/** Tokens that a request cost: each prompt counted once, all answers summed. */
public record Usage(int promptTokens, int completionTokens, int totalTokens) {
    public static Usage of(int prompt, int completion) {
        return new Usage(prompt, completion, prompt + completion);
    }
}
