package dev.braid.gpp.series;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The search for a good cut of a set that is neither parallel nor in series: a part that nothing outside precedes, and
 * the rest. Every unordered pair that the cut separates is lost parallelism.
 *
 * <p>Candidates are the prefixes of four walks: from the first operators on and from the last ones back, always to the
 * one that loses least, or by the number of operators before and after. Members are numbered by the rank of their id,
 * so ties do not depend on the order in which the graph was given.
 */
final class CutSearch {
    /** Large sets are cut so that an eighth is on either side: cutting off one operator after the other would take long. */
    static final int LEAST_PART = 8;

    private final int[] members;
    private final long[] weights;
    private final int[][] before;
    private final int[][] after;
    private final int[][] beside;

    CutSearch(Precedence order, BitSet set, long[] weights, int[] ranks) {
        members = set.stream()
                .boxed()
                .sorted(Comparator.comparing(operator -> ranks[operator]))
                .mapToInt(Integer::intValue)
                .toArray();
        this.weights =
                Arrays.stream(members).mapToLong(member -> weights[member]).toArray();
        int[] places = new int[set.length()];
        for (int i = 0; i < members.length; i++) {
            places[members[i]] = i;
        }
        before = new int[members.length][];
        after = new int[members.length][];
        beside = new int[members.length][];
        for (int i = 0; i < members.length; i++) {
            before[i] = placed(order.before(members[i], set), places);
            after[i] = placed(order.after(members[i], set), places);
            beside[i] = placed(order.incomparable(members[i], set), places);
        }
    }

    private static int[] placed(BitSet operators, int[] places) {
        int[] placed = new int[operators.cardinality()];
        int count = 0;
        for (int i = operators.nextSetBit(0); i >= 0; i = operators.nextSetBit(i + 1)) {
            placed[count++] = places[i];
        }
        return placed;
    }

    /** The best cut that is found with at least {@code margin} operators on either side. */
    Cut best(CutRule rule, int margin) {
        Stream<Cut> forward = Stream.<Sweep.Key>of(Sweep::change, (sweep, place) -> before[place].length)
                .map(key -> cut(new Sweep(weights, before, after, beside).run(key, rule, margin)));
        Stream<Cut> backward = Stream.<Sweep.Key>of(Sweep::change, (sweep, place) -> after[place].length)
                .map(key -> cut(new Sweep(weights, after, before, beside).run(key, rule, margin))
                        .reversed());
        return Stream.concat(forward, backward)
                .min(Comparator.comparingDouble(Cut::score))
                .orElseThrow();
    }

    private Cut cut(Sweep.Prefix prefix) {
        Cut cut = new Cut(new BitSet(), new BitSet(), prefix.lost(), prefix.score());
        for (int place = 0; place < members.length; place++) {
            (prefix.members().get(place) ? cut.before() : cut.after()).set(members[place]);
        }
        return cut;
    }

    /** A set in two parts, and the parallelism that is lost when one precedes the other. */
    record Cut(BitSet before, BitSet after, long lost, double score) {
        Cut reversed() {
            return new Cut(after, before, lost, score);
        }
    }
}
