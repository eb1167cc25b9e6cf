package dev.braid.data.pack;

import dev.braid.data.sample.TokenizedSample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Packs samples into sequences of at most {@code packLength} tokens: each sample goes where the least room is left over, into
 * one of a few open sequences. The result follows from the samples and their order alone.
 */
public final class Packer {
    private static final int OPEN = 32;

    private final int packLength;
    private final int open;

    public Packer(int packLength, Packing packing) {
        if (packLength < 2) {
            throw new IllegalArgumentException("pack length is " + packLength + ", must be at least 2");
        }
        this.packLength = packLength;
        this.open = packing == Packing.PACKED ? OPEN : 0;
    }

    /** Every sample once, in sequences ordered by when they were begun. */
    public List<PackedSequence> pack(List<TokenizedSample> samples) {
        List<Bin> bins = new ArrayList<>();
        List<Bin> candidates = new ArrayList<>();
        for (TokenizedSample sample : samples) {
            checkFits(sample);
            Bin bin = tightest(candidates, sample.length());
            if (bin == null) {
                bin = new Bin();
                bins.add(bin);
                candidates.add(bin);
                if (candidates.size() > open) {
                    candidates.remove(fullest(candidates));
                }
            }
            bin.add(sample);
        }
        return bins.stream().map(Bin::toSequence).toList();
    }

    private void checkFits(TokenizedSample sample) {
        if (sample.length() > packLength) {
            throw new IllegalArgumentException("sample of " + sample.length()
                    + " tokens is longer than the pack length of " + packLength + "; the cutoff must not exceed it");
        }
    }

    private Bin tightest(List<Bin> candidates, int length) {
        Bin best = null;
        for (Bin bin : candidates) {
            boolean fits = bin.tokens + length <= packLength;
            if (fits && (best == null || bin.tokens > best.tokens)) {
                best = bin;
            }
        }
        return best;
    }

    private static Bin fullest(List<Bin> candidates) {
        Bin fullest = candidates.get(0);
        for (Bin bin : candidates) {
            fullest = bin.tokens > fullest.tokens ? bin : fullest;
        }
        return fullest;
    }

    /** A sequence that is being filled. */
    private static final class Bin {
        private final List<TokenizedSample> samples = new ArrayList<>();
        private int tokens;

        void add(TokenizedSample sample) {
            samples.add(sample);
            tokens += sample.length();
        }

        PackedSequence toSequence() {
            int[] ids = new int[tokens];
            int[] labels = new int[tokens];
            int[] segmentStart = new int[tokens];
            int at = 0;
            for (TokenizedSample sample : samples) {
                int length = sample.length();
                System.arraycopy(sample.ids(), 0, ids, at, length);
                System.arraycopy(sample.labels(), 0, labels, at, length);
                Arrays.fill(segmentStart, at, at + length, at);
                at += length;
            }
            return new PackedSequence(ids, labels, segmentStart);
        }
    }
}
