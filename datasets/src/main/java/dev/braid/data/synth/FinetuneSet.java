package dev.braid.data.synth;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The rows of the bundled finetuning dataset: an order, and the read-back of a ship's mate ({@code Aye, captain: give the
 * red lamp to Tom.}). The answer follows from the prompt, so the behaviour is learnt and not memorised. The pair that a
 * held-out row is about (a thing and a person) stands in no training row.
 *
 * @param train rows to finetune on
 * @param heldout rows to judge by
 */
public record FinetuneSet(List<FinetuneRow> train, List<FinetuneRow> heldout) {
    private static final int HELD_OUT_OF = 8;

    public FinetuneSet {
        train = List.copyOf(train);
        heldout = List.copyOf(heldout);
    }

    /** The dataset of {@code seed}; rows are all different. */
    public static FinetuneSet generate(long seed, int trainRows, int heldoutRows) {
        Set<FinetuneRow> train = new LinkedHashSet<>();
        Set<FinetuneRow> heldout = new LinkedHashSet<>();
        for (long index = 0; train.size() < trainRows || heldout.size() < heldoutRows; index++) {
            FinetuneRow row = row(new Draw(seed, index));
            boolean asksHeldOut = isHeldOut(row.asked());
            Set<FinetuneRow> side = asksHeldOut ? heldout : train;
            if (side.size() < (asksHeldOut ? heldoutRows : trainRows)) {
                side.add(row);
            }
        }
        return new FinetuneSet(new ArrayList<>(train), new ArrayList<>(heldout));
    }

    /** True for one in eight of the pairs that can be asked about. Their text decides, so it is the same for every seed. */
    static boolean isHeldOut(String asked) {
        return Math.floorMod(Draw.mix(asked.hashCode()), HELD_OUT_OF) == 0;
    }

    private static FinetuneRow row(Draw draw) {
        Order order = Order.drawForPerson(draw);
        return new FinetuneRow("Orders: " + order.text(), "Aye, captain: " + order.text(), order.pair());
    }
}
