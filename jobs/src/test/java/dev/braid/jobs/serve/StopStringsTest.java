package dev.braid.jobs.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StopStringsTest {
    @Test
    void cutsWhereverTheTextIsSplit() {
        String text = "one two END three";
        for (int first = 0; first <= text.length(); first++) {
            for (int second = first; second <= text.length(); second++) {
                StopStrings stops = new StopStrings(List.of("END", "never"));
                String shown = stops.accept(text.substring(0, first))
                        + stops.accept(text.substring(first, second))
                        + stops.accept(text.substring(second));
                assertEquals("one two ", shown + stops.finish(), "split at " + first + " and " + second);
                assertEquals(StopStrings.Found.YES, stops.found());
            }
        }
    }

    @Test
    void showsAtOnceWhatCannotBecomeAStopString() {
        StopStrings stops = new StopStrings(List.of("abc"));
        assertEquals("x", stops.accept("xab"));
        assertEquals("ab", stops.accept("ab"), "the first ab is certain, the second is held back");
        assertEquals("ab", stops.finish());
        assertEquals(StopStrings.Found.NO, stops.found());
    }

    @Test
    void agreesWithAnOracleOnRandomTexts() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            String text = random(random, random.nextInt(14));
            List<String> stops = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                stops.add(random(random, 1 + random.nextInt(4)));
            }
            String expected = oracle(text, stops);
            StopStrings cut = new StopStrings(stops);
            StringBuilder shown = new StringBuilder();
            for (int from = 0; from < text.length(); ) {
                int to = Math.min(text.length(), from + 1 + random.nextInt(3));
                shown.append(cut.accept(text.substring(from, to)));
                assertTrue(expected.startsWith(shown.toString()), "showed too much, seed " + seed);
                from = to;
            }
            assertEquals(expected, shown + cut.finish(), text + " " + stops + " seed " + seed);
        }
    }

    /** The longest of the stop strings that are complete first, looked for in the whole text. */
    private static String oracle(String text, List<String> stops) {
        for (int end = 1; end <= text.length(); end++) {
            String before = text.substring(0, end);
            int longest = stops.stream()
                    .filter(before::endsWith)
                    .mapToInt(String::length)
                    .max()
                    .orElse(0);
            if (longest > 0) {
                return before.substring(0, end - longest);
            }
        }
        return text;
    }

    private static String random(Random random, int length) {
        return random.ints(length, 'a', 'c')
                .mapToObj(c -> String.valueOf((char) c))
                .collect(Collectors.joining());
    }
}
