package dev.braid.model.files;

/** Whether the output head is the input embedding or a matrix of its own. */
public enum Embeddings {
    TIED,
    UNTIED
}
