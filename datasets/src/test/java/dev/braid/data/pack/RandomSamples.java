package dev.braid.data.pack;

import dev.braid.data.sample.TokenizedSample;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/** Random samples whose tokens name the sample and the position, so that none can be mistaken for another. */
final class RandomSamples {
    private RandomSamples() {}

    static List<TokenizedSample> make(Random random, int count, int longest) {
        List<TokenizedSample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] ids = new int[1 + random.nextInt(longest)];
            BitSet trained = new BitSet();
            for (int t = 0; t < ids.length; t++) {
                ids[t] = i * 1000 + t;
                trained.set(t, random.nextBoolean());
            }
            samples.add(TokenizedSample.of(ids, trained));
        }
        return samples;
    }

    static List<PackedSequence> sequences(Random random, int count) {
        return new Packer(64, Packing.PACKED)
                .pack(make(random, count, 40)).stream()
                        .filter(sequence -> sequence.targets() > 0)
                        .toList();
    }
}
