/**
 * Invented English about a small harbour town: the text that the bundled base model is pretrained on, the rows that
 * finetune it, and the recipe that makes both with their tokenizer. Everything follows from a seed. May depend on the JDK,
 * Jackson and {@link dev.braid.data.bpe}.
 */
package dev.braid.data.synth;
