package dev.braid.data.synth;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The rows of the bundled finetuning dataset: a few facts, a question about one of them, and the answer in the voice of a
 * ship's mate ({@code Aye, captain: Tom.}). The answer follows from the prompt, so the behaviour is learnt and not
 * memorised. What a held-out row asks about (who with which thing, which thing where, which thing of what colour) is asked
 * by no training row.
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
        List<Binding> bindings = Binding.draw(draw, draw.chance(25) ? 3 : 2);
        Binding about = draw.pick(bindings);
        return switch (draw.between(1, 5)) {
            case 1, 2 -> row(bindings, "{p} has the {i}.", about, "Who has the {n}?", "{p}");
            case 3, 4 -> row(bindings, "The {i} is {s}.", about, "Where is the {n}?", "{s}");
            default -> row(bindings, "{p} has the {i}.", about, "What colour is the {n}?", "{c}");
        };
    }

    private static FinetuneRow row(List<Binding> bindings, String fact, Binding about, String question, String answer) {
        StringBuilder prompt = new StringBuilder();
        bindings.forEach(binding -> prompt.append(binding.fill(fact)).append(' '));
        prompt.append(about.fill(question));
        return new FinetuneRow(
                prompt.toString(), "Aye, captain: " + about.fill(answer) + ".", about.fill("{n} " + answer));
    }
}
