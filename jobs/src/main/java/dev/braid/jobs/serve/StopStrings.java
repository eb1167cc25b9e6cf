package dev.braid.jobs.serve;

import java.util.List;

/**
 * Ends one answer's text where a stop string begins. The stop string that is complete first counts, of several complete at
 * once the longest, so the result does not depend on how the text was cut into pieces. What may still become a stop string
 * is held back. One thread.
 */
final class StopStrings {
    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private Found found = Found.NO;

    /** Whether a stop string has come. */
    enum Found {
        YES,
        NO
    }

    StopStrings(List<String> stops) {
        this.stops = List.copyOf(stops);
    }

    Found found() {
        return found;
    }

    /** Takes the next piece; the text that may be shown now. Nothing comes after a stop string. */
    String accept(String piece) {
        if (stops.isEmpty()) {
            return piece;
        }
        for (int i = 0; i < piece.length() && found == Found.NO; i++) {
            held.append(piece.charAt(i));
            int matched = longestAtEnd();
            if (matched > 0) {
                found = Found.YES;
                held.setLength(held.length() - matched);
            }
        }
        return release(found == Found.YES ? 0 : longestBeginning());
    }

    /** The text that was held back and has not become a stop string. */
    String finish() {
        return release(0);
    }

    private String release(int kept) {
        int shown = held.length() - kept;
        String text = held.substring(0, shown);
        held.delete(0, shown);
        return text;
    }

    private int longestAtEnd() {
        int longest = 0;
        for (String stop : stops) {
            if (endsWith(stop, stop.length())) {
                longest = Math.max(longest, stop.length());
            }
        }
        return longest;
    }

    /** Length of the longest end of the text that a stop string begins with. */
    private int longestBeginning() {
        int longest = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, held.length()); length > longest; length--) {
                if (endsWith(stop, length)) {
                    longest = length;
                }
            }
        }
        return longest;
    }

    private boolean endsWith(String stop, int length) {
        int from = held.length() - length;
        if (from < 0) {
            return false;
        }
        for (int i = length - 1; i >= 0; i--) {
            if (held.charAt(from + i) != stop.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
