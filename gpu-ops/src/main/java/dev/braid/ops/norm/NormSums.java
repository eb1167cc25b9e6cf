package dev.braid.ops.norm;

import dev.braid.ops.math.PartialSums;
import dev.braid.ops.memory.HostBuffer;
import dev.braid.ops.memory.Lanes;
import jdk.incubator.vector.FloatVector;

/** What the norms sum over a group of elements; offsets are elements. A norm that does not centre has mean 0. */
final class NormSums {
    private static final int N = Lanes.COUNT;
    private static final int PARTS = PartialSums.COUNT;

    private NormSums() {}

    /** {@code sum(x) / width}. */
    static float mean(HostBuffer x, long at, int width, float[] partial) {
        int whole = width - width % PARTS;
        elements(x.lanes(), at << 2, whole, partial);
        for (int i = whole; i < width; i++) {
            partial[i - whole] += x.getFloat(at + i);
        }
        return PartialSums.combine(partial, 0) / width;
    }

    private static void elements(Object x, long at, int count, float[] partial) {
        for (int lane = 0; lane < PARTS; lane += N) {
            FloatVector sum = FloatVector.zero(Lanes.SPECIES);
            for (int i = lane; i < count; i += PARTS) {
                sum = sum.add(Lanes.load(x, at + ((long) i << 2)));
            }
            sum.intoArray(partial, lane);
        }
    }

    /** {@code 1 / sqrt(sum((x - mean)²) / width + eps)}. */
    static float inverse(HostBuffer x, long at, float mean, int width, float eps, float[] partial) {
        int whole = width - width % PARTS;
        squares(x.lanes(), at << 2, mean, whole, partial);
        for (int i = whole; i < width; i++) {
            float value = x.getFloat(at + i) - mean;
            partial[i - whole] = Math.fma(value, value, partial[i - whole]);
        }
        return 1f / (float) Math.sqrt(PartialSums.combine(partial, 0) / width + eps);
    }

    private static void squares(Object x, long at, float mean, int count, float[] partial) {
        for (int lane = 0; lane < PARTS; lane += N) {
            FloatVector sum = FloatVector.zero(Lanes.SPECIES);
            for (int i = lane; i < count; i += PARTS) {
                FloatVector value = Lanes.load(x, at + ((long) i << 2)).sub(mean);
                sum = value.fma(value, sum);
            }
            sum.intoArray(partial, lane);
        }
    }

    /** The sum of {@code dy * w} over width. */
    static float meanGradient(HostBuffer dy, long dyAt, HostBuffer w, long wAt, int width, float[] partial) {
        int whole = width - width % PARTS;
        gradients(dy.lanes(), dyAt << 2, w.lanes(), wAt << 2, whole, partial);
        for (int i = whole; i < width; i++) {
            partial[i - whole] = Math.fma(dy.getFloat(dyAt + i), w.getFloat(wAt + i), partial[i - whole]);
        }
        return PartialSums.combine(partial, 0) / width;
    }

    private static void gradients(Object dy, long dyAt, Object w, long wAt, int count, float[] partial) {
        for (int lane = 0; lane < PARTS; lane += N) {
            FloatVector sum = FloatVector.zero(Lanes.SPECIES);
            for (int i = lane; i < count; i += PARTS) {
                long offset = (long) i << 2;
                sum = Lanes.load(dy, dyAt + offset).fma(Lanes.load(w, wAt + offset), sum);
            }
            sum.intoArray(partial, lane);
        }
    }

    /** The sum of {@code (dy * w) * (x - mean)}. */
    static float weightedDot(
            HostBuffer dy,
            long dyAt,
            HostBuffer w,
            long wAt,
            HostBuffer x,
            long xAt,
            float mean,
            int width,
            float[] partial) {
        int whole = width - width % PARTS;
        products(dy.lanes(), dyAt << 2, w.lanes(), wAt << 2, x.lanes(), xAt << 2, mean, whole, partial);
        for (int i = whole; i < width; i++) {
            float scaled = dy.getFloat(dyAt + i) * w.getFloat(wAt + i);
            partial[i - whole] = Math.fma(scaled, x.getFloat(xAt + i) - mean, partial[i - whole]);
        }
        return PartialSums.combine(partial, 0);
    }

    private static void products(
            Object dy, long dyAt, Object w, long wAt, Object x, long xAt, float mean, int count, float[] partial) {
        for (int lane = 0; lane < PARTS; lane += N) {
            FloatVector sum = FloatVector.zero(Lanes.SPECIES);
            for (int i = lane; i < count; i += PARTS) {
                long offset = (long) i << 2;
                FloatVector scaled = Lanes.load(dy, dyAt + offset).mul(Lanes.load(w, wAt + offset));
                sum = scaled.fma(Lanes.load(x, xAt + offset).sub(mean), sum);
            }
            sum.intoArray(partial, lane);
        }
    }
}
