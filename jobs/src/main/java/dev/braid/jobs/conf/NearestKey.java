package dev.braid.jobs.conf;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the key that was probably meant. */
final class NearestKey {
    /** No key is near this length; the work of a comparison grows with it. */
    private static final int MOST_CHARACTERS = 100;

    private NearestKey() {}

    /** The candidate with the least edit distance, when it is near enough to be a slip. */
    static Optional<String> to(String unknown, Collection<String> candidates) {
        if (unknown.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        int bound = Math.max(3, (unknown.length() - ConfKey.PREFIX.length()) / 2);
        return candidates.stream()
                .min(Comparator.<String>comparingInt(candidate -> distance(unknown, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(candidate -> distance(unknown, candidate) <= bound);
    }

    /** Optimal string alignment: insertions, deletions, replacements and swaps of neighbours count one each. */
    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(int[][] cost, String a, String b, int i, int j) {
        int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replace, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
