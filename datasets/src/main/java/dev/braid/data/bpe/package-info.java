/**
 * Trains a byte-level BPE tokenizer and writes it as Hugging Face files. May depend on the JDK and Jackson alone; what it
 * writes is read back by the tokenizer of {@code dev.braid.data.text}.
 */
package dev.braid.data.bpe;
