package dev.braid.ops.norm;

import dev.braid.ops.math.PartialSums;
import dev.braid.ops.memory.HostBuffer;
import dev.braid.ops.memory.Lanes;
import jdk.incubator.vector.FloatVector;

/** The loops of {@link RmsNormVector} over one group of elements; offsets are elements. */
final class NormLanes {
    private static final int N = Lanes.COUNT;
    private static final int PARTS = PartialSums.COUNT;

    private NormLanes() {}

    /** {@code 1 / sqrt(mean(x²) + eps)}. */
    static float inverseRms(HostBuffer x, long at, int width, float eps, float[] partial) {
        int whole = width - width % PARTS;
        squares(x.lanes(), at << 2, whole, partial);
        for (int i = whole; i < width; i++) {
            float value = x.getFloat(at + i);
            partial[i - whole] = Math.fma(value, value, partial[i - whole]);
        }
        return 1f / (float) Math.sqrt(PartialSums.combine(partial, 0) / width + eps);
    }

    private static void squares(Object x, long at, int count, float[] partial) {
        for (int lane = 0; lane < PARTS; lane += N) {
            FloatVector sum = FloatVector.zero(Lanes.SPECIES);
            for (int i = lane; i < count; i += PARTS) {
                FloatVector value = Lanes.load(x, at + ((long) i << 2));
                sum = value.fma(value, sum);
            }
            sum.intoArray(partial, lane);
        }
    }

    /** The sum of {@code (dy * w) * x}. */
    static float weightedDot(
            HostBuffer dy, long dyAt, HostBuffer w, long wAt, HostBuffer x, long xAt, int width, float[] partial) {
        int whole = width - width % PARTS;
        products(dy.lanes(), dyAt << 2, w.lanes(), wAt << 2, x.lanes(), xAt << 2, whole, partial);
        for (int i = whole; i < width; i++) {
            float scaled = dy.getFloat(dyAt + i) * w.getFloat(wAt + i);
            partial[i - whole] = Math.fma(scaled, x.getFloat(xAt + i), partial[i - whole]);
        }
        return PartialSums.combine(partial, 0);
    }

    private static void products(
            Object dy, long dyAt, Object w, long wAt, Object x, long xAt, int count, float[] partial) {
        for (int lane = 0; lane < PARTS; lane += N) {
            FloatVector sum = FloatVector.zero(Lanes.SPECIES);
            for (int i = lane; i < count; i += PARTS) {
                long offset = (long) i << 2;
                FloatVector scaled = Lanes.load(dy, dyAt + offset).mul(Lanes.load(w, wAt + offset));
                sum = scaled.fma(Lanes.load(x, xAt + offset), sum);
            }
            sum.intoArray(partial, lane);
        }
    }

    /** {@code y = (x * inverse) * w}. */
    static void scale(
            HostBuffer x, long xAt, float inverse, HostBuffer w, long wAt, HostBuffer y, long yAt, int width) {
        int whole = width - width % N;
        scaleVectors(x.lanes(), xAt << 2, inverse, w.lanes(), wAt << 2, y.lanes(), yAt << 2, whole);
        for (int i = whole; i < width; i++) {
            y.setFloat(yAt + i, x.getFloat(xAt + i) * inverse * w.getFloat(wAt + i));
        }
    }

    private static void scaleVectors(
            Object x, long xAt, float inverse, Object w, long wAt, Object y, long yAt, int count) {
        for (int i = 0; i < count; i += N) {
            long offset = (long) i << 2;
            FloatVector normed = Lanes.load(x, xAt + offset).mul(inverse);
            Lanes.store(normed.mul(Lanes.load(w, wAt + offset)), y, yAt + offset);
        }
    }

    /** {@code dx = inverse * (dy * w) - pull * x}. */
    static void gradient(
            HostBuffer x,
            long xAt,
            HostBuffer dy,
            long dyAt,
            HostBuffer w,
            long wAt,
            float inverse,
            float pull,
            HostBuffer dx,
            long dxAt,
            int width) {
        int whole = width - width % N;
        gradientVectors(
                x.lanes(),
                xAt << 2,
                dy.lanes(),
                dyAt << 2,
                w.lanes(),
                wAt << 2,
                inverse,
                pull,
                dx.lanes(),
                dxAt << 2,
                whole);
        for (int i = whole; i < width; i++) {
            float direct = inverse * (dy.getFloat(dyAt + i) * w.getFloat(wAt + i));
            dx.setFloat(dxAt + i, Math.fma(-pull, x.getFloat(xAt + i), direct));
        }
    }

    private static void gradientVectors(
            Object x,
            long xAt,
            Object dy,
            long dyAt,
            Object w,
            long wAt,
            float inverse,
            float pull,
            Object dx,
            long dxAt,
            int count) {
        FloatVector away = FloatVector.broadcast(Lanes.SPECIES, -pull);
        for (int i = 0; i < count; i += N) {
            long offset = (long) i << 2;
            FloatVector direct = Lanes.load(dy, dyAt + offset)
                    .mul(Lanes.load(w, wAt + offset))
                    .mul(inverse);
            Lanes.store(away.fma(Lanes.load(x, xAt + offset), direct), dx, dxAt + offset);
        }
    }

    /** {@code dw += (x * inverse) * dy}, one step of every element's chain. */
    static void addProduct(
            HostBuffer x, long xAt, float inverse, HostBuffer dy, long dyAt, HostBuffer dw, long dwAt, int count) {
        int whole = count - count % N;
        addVectors(x.lanes(), xAt << 2, inverse, dy.lanes(), dyAt << 2, dw.lanes(), dwAt << 2, whole);
        for (int i = whole; i < count; i++) {
            float normed = x.getFloat(xAt + i) * inverse;
            dw.setFloat(dwAt + i, Math.fma(normed, dy.getFloat(dyAt + i), dw.getFloat(dwAt + i)));
        }
    }

    private static void addVectors(
            Object x, long xAt, float inverse, Object dy, long dyAt, Object dw, long dwAt, int count) {
        for (int i = 0; i < count; i += N) {
            long offset = (long) i << 2;
            FloatVector normed = Lanes.load(x, xAt + offset).mul(inverse);
            FloatVector old = Lanes.load(dw, dwAt + offset);
            Lanes.store(normed.fma(Lanes.load(dy, dyAt + offset), old), dw, dwAt + offset);
        }
    }
}
