package dev.braid.jobs.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class SlicesTest {
    @RepeatedTest(20)
    void slicesJoinToTheWholeAndTheirSquaresToItsNorm() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        float[] whole = new float[1 + random.nextInt(9 * GradientNorm.BLOCK)];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = (float) random.nextGaussian();
        }
        Slices slices = Slices.atMost(whole.length, 1 + random.nextInt(12));
        List<float[]> cut = IntStream.range(0, slices.count())
                .mapToObj(slice -> slices.cut(whole, slice))
                .toList();
        assertTrue(cut.stream().allMatch(slice -> slice.length > 0), "seed " + seed);
        assertArrayEquals(whole, slices.join(cut), "seed " + seed);
        double[] squares =
                slices.joinSquares(cut.stream().map(GradientNorm::squares).toList());
        assertEquals(
                GradientNorm.of(GradientNorm.squares(whole)), GradientNorm.of(squares), 0.0, "same bits, seed " + seed);
    }

    @Test
    void theNormIsEuclids() {
        assertEquals(5, GradientNorm.of(GradientNorm.squares(new float[] {3, -4})));
        float[] ones = new float[3 * GradientNorm.BLOCK + 7];
        java.util.Arrays.fill(ones, 1);
        assertEquals(Math.sqrt(ones.length), GradientNorm.of(GradientNorm.squares(ones)), 1e-9);
    }

    @Test
    void moreSlicesThanBlocksAreRefused() {
        assertEquals(3, Slices.atMost(2 * GradientNorm.BLOCK + 1, 16).count());
        assertThrows(IllegalArgumentException.class, () -> new Slices(2 * GradientNorm.BLOCK, 3));
        assertThrows(IllegalArgumentException.class, () -> new Slices(1, 0));
    }
}
