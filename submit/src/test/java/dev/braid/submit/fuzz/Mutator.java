package dev.braid.submit.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Draws inputs that are almost valid: one to four mutations of a seed, half of them of bytes, half of its text. */
final class Mutator {
    private static final int MOST_BYTES = 1 << 16;
    private static final int MOST_MUTATIONS = 4;
    private static final long[] EXTREMES = {
        -1, 0, 1, 127, 255, 256, 65_535, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE
    };

    private final List<byte[]> seeds;
    private final RandomGenerator random;
    private final TextMutations text;

    Mutator(List<byte[]> seeds, RandomGenerator random) {
        this.seeds = seeds;
        this.random = random;
        this.text = new TextMutations(random);
    }

    byte[] next() {
        byte[] input = seed();
        int mutations = 1 + random.nextInt(MOST_MUTATIONS);
        for (int i = 0; i < mutations; i++) {
            input = random.nextBoolean() ? bytes(input) : text.of(input);
            input = input.length > MOST_BYTES ? Arrays.copyOf(input, MOST_BYTES) : input;
        }
        return input;
    }

    private byte[] seed() {
        return seeds.get(random.nextInt(seeds.size())).clone();
    }

    private byte[] bytes(byte[] input) {
        if (input.length == 0) {
            return seed();
        }
        int at = random.nextInt(input.length);
        int length = 1 + random.nextInt(Math.min(64, input.length - at));
        return switch (random.nextInt(8)) {
            case 0 -> flipped(input, at);
            case 1 -> replaced(input, at, at, drawn(1 + random.nextInt(8)));
            case 2 -> replaced(input, at, at + length, new byte[0]);
            case 3 -> Arrays.copyOf(input, at);
            case 4 -> spliced(input, at);
            case 5 -> repeated(input, at, length);
            case 6 -> replaced(input, at, Math.min(input.length, at + 4), littleEndian(4));
            default -> replaced(input, at, Math.min(input.length, at + 8), littleEndian(8));
        };
    }

    private byte[] flipped(byte[] input, int at) {
        input[at] ^= (byte) (1 << random.nextInt(8));
        return input;
    }

    private byte[] drawn(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] spliced(byte[] input, int at) {
        byte[] other = seed();
        int from = random.nextInt(other.length + 1);
        return replaced(input, at, input.length, Arrays.copyOfRange(other, from, other.length));
    }

    private byte[] repeated(byte[] input, int at, int length) {
        byte[] chunk = Arrays.copyOfRange(input, at, at + length);
        int times = 1 << random.nextInt(10);
        ByteArrayOutputStream copies = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            copies.writeBytes(chunk);
        }
        return replaced(input, at, at, copies.toByteArray());
    }

    private byte[] littleEndian(int length) {
        long value = EXTREMES[random.nextInt(EXTREMES.length)];
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (value >>> (8 * i));
        }
        return bytes;
    }

    static byte[] replaced(byte[] input, int from, int to, byte[] by) {
        byte[] result = new byte[input.length - (to - from) + by.length];
        System.arraycopy(input, 0, result, 0, from);
        System.arraycopy(by, 0, result, from, by.length);
        System.arraycopy(input, to, result, from + by.length, input.length - to);
        return result;
    }
}
