package dev.braid.data.pack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.data.sample.TokenizedSample;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

final class PackerTest {

    @RepeatedTest(30)
    void everySampleStandsOnceAndWhole() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int packLength = 2 + random.nextInt(100);
        List<TokenizedSample> samples = RandomSamples.make(random, 1 + random.nextInt(300), packLength);
        for (Packing packing : Packing.values()) {
            Set<Integer> seen = new HashSet<>();
            for (PackedSequence sequence : new Packer(packLength, packing).pack(samples)) {
                assertTrue(sequence.length() <= packLength, "seed " + seed);
                assertTrue(packing == Packing.PACKED || sequence.samples() == 1, "seed " + seed);
                for (int from = 0; from < sequence.length(); ) {
                    int number = sequence.ids()[from] / 1000;
                    assertTrue(seen.add(number), "sample " + number + " twice, seed " + seed);
                    from += checkSample(samples.get(number), sequence, from, "seed " + seed);
                }
            }
            assertEquals(samples.size(), seen.size(), "seed " + seed);
        }
    }

    private static int checkSample(TokenizedSample sample, PackedSequence sequence, int from, String about) {
        int to = from + sample.length();
        assertArrayEquals(sample.ids(), Arrays.copyOfRange(sequence.ids(), from, to), about);
        for (int t = from; t < to; t++) {
            assertEquals(from, sequence.segmentStart()[t], about);
            int label = sequence.labels()[t];
            assertEquals(sample.labels()[t - from], label, about);
            boolean predictsTheNext = t + 1 < to && label == sequence.ids()[t + 1];
            assertTrue(label == PackedSequence.IGNORED || predictsTheNext, about);
        }
        return sample.length();
    }

    @Test
    void packingWastesLittle() {
        List<TokenizedSample> samples = RandomSamples.make(new Random(1), 2000, 64);
        long tokens = samples.stream().mapToLong(TokenizedSample::length).sum();
        int sequences = new Packer(128, Packing.PACKED).pack(samples).size();
        assertTrue(tokens > 0.95 * 128 * sequences, tokens + " tokens in " + sequences + " sequences of 128");
    }

    @Test
    void tooLongASampleIsRefused() {
        List<TokenizedSample> samples = List.of(new TokenizedSample(new int[9], new int[9]));
        String message = assertThrows(IllegalArgumentException.class, () -> new Packer(8, Packing.PACKED).pack(samples))
                .getMessage();
        assertTrue(message.contains("9 tokens") && message.contains("8"), message);
    }
}
