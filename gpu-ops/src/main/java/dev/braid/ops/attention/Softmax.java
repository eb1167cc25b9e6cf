package dev.braid.ops.attention;

import dev.braid.ops.math.Exp;
import dev.braid.ops.math.PartialSums;
import dev.braid.ops.memory.Lanes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * What happens between the two products of attention, on one query's row of scores. The row begins at a block of
 * sixteen keys; the query sees keys {@code [low, high]} of it, and only whole blocks around them are touched.
 */
final class Softmax {
    private static final int BLOCK = KvPool.PAGE_TOKENS;
    private static final int N = Lanes.COUNT;

    private Softmax() {}

    /** Scales the scores, hides what the query does not see, and returns the largest. */
    static float scaleAndMax(float[] s, int row, int low, int high, float scale, float[] lanes) {
        int from = row + floor(low);
        int to = row + ceil(high);
        Arrays.fill(s, from, row + low, Float.NEGATIVE_INFINITY);
        Arrays.fill(s, row + high + 1, to, Float.NEGATIVE_INFINITY);
        FloatVector max = FloatVector.broadcast(Lanes.SPECIES, Float.NEGATIVE_INFINITY);
        for (int i = from; i < to; i += N) {
            FloatVector scaled = FloatVector.fromArray(Lanes.SPECIES, s, i).mul(scale);
            scaled.intoArray(s, i);
            max = max.max(scaled);
        }
        max.intoArray(lanes, 0);
        float largest = lanes[0];
        for (int i = 1; i < N; i++) {
            largest = Math.max(largest, lanes[i]);
        }
        return largest;
    }

    /** Replaces scores by {@code exp(score - max)} and returns their sum. */
    static float expAndSum(float[] s, int row, int low, int high, float max, float[] partial) {
        int from = row + floor(low);
        int to = row + ceil(high);
        for (int lane = 0; lane < BLOCK; lane += N) {
            FloatVector sum = FloatVector.zero(Lanes.SPECIES);
            for (int i = from + lane; i < to; i += BLOCK) {
                FloatVector p =
                        Exp.exp(FloatVector.fromArray(Lanes.SPECIES, s, i).sub(max));
                p.intoArray(s, i);
                sum = sum.add(p);
            }
            sum.intoArray(partial, lane);
        }
        return PartialSums.combine(partial, 0);
    }

    /** Replaces plain scores by probabilities {@code exp(score * scale - lse)}; what is hidden gets exactly 0. */
    static void probabilities(float[] s, int row, int low, int high, float scale, float lse) {
        int from = row + floor(low);
        int to = row + ceil(high);
        for (int i = from; i < to; i += N) {
            Exp.exp(FloatVector.fromArray(Lanes.SPECIES, s, i).mul(scale).sub(lse))
                    .intoArray(s, i);
        }
        Arrays.fill(s, from, row + low, 0);
        Arrays.fill(s, row + high + 1, to, 0);
    }

    /** Replaces dp by {@code p * (dp - sum of p * dp) * scale}, the gradient of the plain scores. */
    static void scoreGradients(float[] p, float[] dp, int row, int low, int high, float scale, float[] partial) {
        int from = row + floor(low);
        int to = row + ceil(high);
        Arrays.fill(dp, from, row + low, 0);
        Arrays.fill(dp, row + high + 1, to, 0);
        for (int lane = 0; lane < BLOCK; lane += N) {
            FloatVector sum = FloatVector.zero(Lanes.SPECIES);
            for (int i = from + lane; i < to; i += BLOCK) {
                sum = FloatVector.fromArray(Lanes.SPECIES, p, i).fma(FloatVector.fromArray(Lanes.SPECIES, dp, i), sum);
            }
            sum.intoArray(partial, lane);
        }
        float mean = PartialSums.combine(partial, 0);
        for (int i = from; i < to; i += N) {
            FloatVector centred = FloatVector.fromArray(Lanes.SPECIES, dp, i).sub(mean);
            FloatVector.fromArray(Lanes.SPECIES, p, i).mul(centred).mul(scale).intoArray(dp, i);
        }
    }

    private static int floor(int key) {
        return key / BLOCK * BLOCK;
    }

    private static int ceil(int lastKey) {
        return (lastKey / BLOCK + 1) * BLOCK;
    }
}
