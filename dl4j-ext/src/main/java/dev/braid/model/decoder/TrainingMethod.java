package dev.braid.model.decoder;

import dev.braid.model.program.AdapterShape;

/** What a finetuning job changes. */
public sealed interface TrainingMethod {
    /** Nothing: the engine only serves. */
    record None() implements TrainingMethod {}

    /**
     * A LoRA adapter; the base stays frozen.
     *
     * @param adapter its shape
     * @param dropout probability of dropping an element of a bypass's input
     */
    record LoraAdapter(AdapterShape adapter, float dropout) implements TrainingMethod {}

    /** Every parameter of the base model. */
    record Full() implements TrainingMethod {}
}
