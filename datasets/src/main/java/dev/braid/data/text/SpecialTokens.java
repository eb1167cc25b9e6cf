package dev.braid.data.text;

/** Whether encoding puts the tokenizer's own special tokens (the start token, mostly) around a text. */
public enum SpecialTokens {
    ADD,
    NONE
}
