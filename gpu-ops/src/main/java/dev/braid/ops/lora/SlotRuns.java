package dev.braid.ops.lora;

import dev.braid.ops.memory.Ints;
import java.util.List;

/** Cuts a batch into runs of consecutive rows that share an adapter slot. */
final class SlotRuns {
    private SlotRuns() {}

    /** What is done with one run. */
    @FunctionalInterface
    interface Run {
        /** @param weights null where the rows have no adapter here */
        void rows(int from, int count, LoraWeights weights);
    }

    static void each(Ints slot, List<LoraWeights> bank, Run run) {
        for (int r = 0; r < slot.count(); r++) {
            LoraShapes.at(bank, slot, r);
        }
        int from = 0;
        for (int r = 1; r <= slot.count(); r++) {
            if (r == slot.count() || slot.get(r) != slot.get(from)) {
                run.rows(from, r - from, LoraShapes.at(bank, slot, from));
                from = r;
            }
        }
    }
}
