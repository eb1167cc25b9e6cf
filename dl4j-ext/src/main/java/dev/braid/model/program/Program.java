package dev.braid.model.program;

import java.util.List;

/**
 * A decoder ready to run.
 *
 * @param forward embedding and layers for a token batch
 * @param forwardSlots widths of the workspace slots of {@code forward}
 * @param residual the slot in which {@code forward} leaves the last layer's output
 * @param logits the head for rows that need logits; reads {@code headInput}
 * @param headSlots widths of the workspace slots of all head segments
 * @param headInput the slot that {@code logits} reads
 * @param training what training adds
 */
public record Program(
        List<Segment> forward,
        List<Integer> forwardSlots,
        Place.Slot residual,
        Segment logits,
        List<Integer> headSlots,
        Place.Slot headInput,
        Training training) {
    public Program {
        forward = List.copyOf(forward);
        forwardSlots = List.copyOf(forwardSlots);
        headSlots = List.copyOf(headSlots);
    }

    /**
     * The training half of a program; all lists are empty when nothing is trainable.
     *
     * @param saved what {@code forward} keeps of a training sample
     * @param loss head forward and loss alone, for evaluation
     * @param backward segments by block, head first; the head's runs its own forward part again
     * @param backwardSlots widths of the workspace slots of the segments below the head
     */
    public record Training(
            List<SavedTensor> saved, List<Segment> loss, List<Segment> backward, List<Integer> backwardSlots) {
        public Training {
            saved = List.copyOf(saved);
            loss = List.copyOf(loss);
            backward = List.copyOf(backward);
            backwardSlots = List.copyOf(backwardSlots);
        }
    }

    /** A forward tensor that backward reads, kept for every position of a training sample. */
    public record SavedTensor(String name, int block, int width, Content content) {}

    /** What a tensor's elements are, which decides their size. */
    public enum Content {
        ACTIVATION,
        /** A sum for a row or head, kept in float32 by every precision. */
        STATISTIC
    }
}
