package dev.braid.data.text;

/** Whether a rendered chat ends with the opening of the assistant's next turn. */
public enum GenerationPrompt {
    ADD,
    NONE
}
