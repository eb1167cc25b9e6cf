package dev.braid.data.sample;

/** Whether what the user says counts in the loss. */
public enum PromptLoss {
    /** Only what the assistant says, and its end token, are trained. The default. */
    MASKED,
    TRAINED
}
