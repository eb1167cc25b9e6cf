package dev.braid.model.decoder;

import dev.braid.model.program.AdapterShape;
import java.util.Optional;

/** What a finetuning job changes. */
public sealed interface TrainingMethod {
    /** The adapter in training, if one is. */
    default Optional<AdapterShape> adapter() {
        return Optional.empty();
    }

    /** Probability of dropping an element of a bypass's input. */
    default float dropout() {
        return 0;
    }

    /** Nothing: the engine only serves. */
    record None() implements TrainingMethod {}

    /**
     * An adapter of any kind; the base stays frozen.
     *
     * @param shape of the adapter
     * @param dropout probability of dropping an element of a LoRA bypass's input; 0 for other kinds
     */
    record Adapter(AdapterShape shape, float dropout) implements TrainingMethod {
        @Override
        public Optional<AdapterShape> adapter() {
            return Optional.of(shape);
        }
    }

    /** Every parameter of the base model. */
    record Full() implements TrainingMethod {}
}
