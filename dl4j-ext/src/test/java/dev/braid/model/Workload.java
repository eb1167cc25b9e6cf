package dev.braid.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Random work for one {@link TinyDecoder}: requests and one training sample.
 *
 * @param sample absent ({@code null}) when nothing is trained
 */
record Workload(List<Request> requests, Sample sample) {
    /** Tokens whose logits are wanted at every position, with an adapter slot or -1. */
    record Request(int[] ids, int adapter) {}

    /** A training sample of packed texts with dropout; labels are shifted, some are ignored. */
    record Sample(int[] ids, int[] labels, int[] segmentStart, int dropoutKey) {
        int length() {
            return ids.length;
        }
    }

    static Workload random(RandomGenerator random, TinyDecoder decoder, int longest) {
        List<Request> requests = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int adapter = random.nextInt(decoder.slots().size() + 1) - 1;
            requests.add(new Request(ids(random, decoder, 1 + random.nextInt(longest)), adapter));
        }
        boolean trains = !decoder.compile().layout().entries().isEmpty();
        return new Workload(requests, trains ? sample(random, decoder, 1 + random.nextInt(longest)) : null);
    }

    static Sample sample(RandomGenerator random, TinyDecoder decoder, int length) {
        int[] ids = ids(random, decoder, length);
        int[] labels = ids(random, decoder, length);
        int[] segmentStart = new int[length];
        for (int t = 0, start = 0; t < length; t++) {
            if (t > 0 && random.nextInt(12) == 0) {
                start = t;
                labels[t - 1] = -100;
            }
            segmentStart[t] = start;
            if (random.nextInt(5) == 0) {
                labels[t] = -100;
            }
        }
        return new Sample(ids, labels, segmentStart, random.nextInt(1000));
    }

    private static int[] ids(RandomGenerator random, TinyDecoder decoder, int length) {
        return random.ints(length, 0, decoder.config().vocabSize()).toArray();
    }

    /**
     * What the work gives.
     *
     * @param logits {@code [request][position][vocabulary]}
     * @param evaluated loss sum without gradients
     * @param lossSum and its gradient, of the sample
     */
    record Results(float[][][] logits, double evaluated, double lossSum, float[] gradient) {
        /** A number that differs when any bit of the results differs, but for collisions. */
        long digest() {
            long hash = 31 * Double.doubleToRawLongBits(evaluated) + Double.doubleToRawLongBits(lossSum);
            for (float[][] request : logits) {
                for (float[] row : request) {
                    hash = digest(hash, row);
                }
            }
            return digest(hash, gradient);
        }

        private static long digest(long hash, float[] values) {
            for (float value : values) {
                hash = (hash ^ Float.floatToRawIntBits(value)) * 0x100000001b3L;
            }
            return hash;
        }

        /** Where two results first differ in a bit; empty when they do not. */
        String difference(Results other) {
            for (int i = 0; i < logits.length; i++) {
                for (int t = 0; t < logits[i].length; t++) {
                    int at = mismatch(logits[i][t], other.logits[i][t]);
                    if (at >= 0) {
                        return "logits of request " + i + ", position " + t + ", id " + at + ": " + logits[i][t][at]
                                + " and " + other.logits[i][t][at];
                    }
                }
            }
            if (evaluated != other.evaluated || lossSum != other.lossSum) {
                return "loss " + evaluated + ", " + lossSum + " and " + other.evaluated + ", " + other.lossSum;
            }
            int at = mismatch(gradient, other.gradient);
            return at < 0 ? "" : "gradient " + at + ": " + gradient[at] + " and " + other.gradient[at];
        }

        private static int mismatch(float[] a, float[] b) {
            return Arrays.mismatch(bits(a), bits(b));
        }

        private static int[] bits(float[] values) {
            int[] bits = new int[values.length];
            for (int i = 0; i < values.length; i++) {
                bits[i] = Float.floatToRawIntBits(values[i]);
            }
            return bits;
        }
    }
}
