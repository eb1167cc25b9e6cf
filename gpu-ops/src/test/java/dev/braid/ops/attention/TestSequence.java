package dev.braid.ops.attention;

import dev.braid.ops.memory.Matrix;
import dev.braid.ops.testing.Operands;
import java.util.Random;

/** One sequence of a test: its tokens' queries, keys and values, and which keys each token sees. */
record TestSequence(int[] firstKey, Matrix q, Matrix k, Matrix v) {
    static TestSequence random(Operands operands, KvShape shape, int heads, int length) {
        int kvWidth = shape.kvHeads() * shape.headDim();
        return new TestSequence(
                firstKeys(operands.random(), length),
                operands.matrix(length, heads * shape.headDim()),
                operands.matrix(length, kvWidth),
                operands.matrix(length, kvWidth));
    }

    /** The whole sequence, a sliding window, or packed samples. */
    private static int[] firstKeys(Random random, int length) {
        int kind = random.nextInt(3);
        int window = 1 + random.nextInt(length);
        int[] firstKey = new int[length];
        for (int i = 1; i < length; i++) {
            firstKey[i] = switch (kind) {
                case 0 -> 0;
                case 1 -> Math.max(0, i - window + 1);
                default -> random.nextInt(9) == 0 ? i : firstKey[i - 1];
            };
        }
        return firstKey;
    }

    int length() {
        return firstKey.length;
    }
}
