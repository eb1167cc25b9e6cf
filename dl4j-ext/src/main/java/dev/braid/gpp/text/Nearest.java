package dev.braid.gpp.text;

import java.util.Collection;
import java.util.Comparator;

/** What was probably meant by a misspelled name. */
public final class Nearest {
    private Nearest() {}

    /** The candidate with the fewest insertions, removals and replacements; of equals the first in the alphabet. */
    public static String to(String unknown, Collection<String> candidates) {
        String head = unknown.substring(0, Math.min(unknown.length(), 100));
        return candidates.stream()
                .min(Comparator.<String>comparingInt(candidate -> distance(candidate, head))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
