package dev.braid.ops.norm;

import dev.braid.ops.memory.HostBuffer;
import dev.braid.ops.memory.Lanes;
import jdk.incubator.vector.FloatVector;

/** What the norms compute of each element of a group; offsets are elements. A norm that does not centre has mean 0. */
final class NormLanes {
    private static final int N = Lanes.COUNT;

    private NormLanes() {}

    /** {@code y = ((x - mean) * inverse) * w}. */
    static void scale(
            HostBuffer x,
            long xAt,
            float mean,
            float inverse,
            HostBuffer w,
            long wAt,
            HostBuffer y,
            long yAt,
            int width) {
        int whole = width - width % N;
        scaleVectors(x.lanes(), xAt << 2, mean, inverse, w.lanes(), wAt << 2, y.lanes(), yAt << 2, whole);
        for (int i = whole; i < width; i++) {
            y.setFloat(yAt + i, (x.getFloat(xAt + i) - mean) * inverse * w.getFloat(wAt + i));
        }
    }

    private static void scaleVectors(
            Object x, long xAt, float mean, float inverse, Object w, long wAt, Object y, long yAt, int count) {
        for (int i = 0; i < count; i += N) {
            long offset = (long) i << 2;
            FloatVector normed = Lanes.load(x, xAt + offset).sub(mean).mul(inverse);
            Lanes.store(normed.mul(Lanes.load(w, wAt + offset)), y, yAt + offset);
        }
    }

    /** {@code dx = inverse * (dy * w - meanGradient) - pull * (x - mean)}. */
    static void gradient(
            HostBuffer x,
            long xAt,
            float mean,
            HostBuffer dy,
            long dyAt,
            HostBuffer w,
            long wAt,
            float inverse,
            float meanGradient,
            float pull,
            HostBuffer dx,
            long dxAt,
            int width) {
        int whole = width - width % N;
        gradientVectors(
                x.lanes(),
                xAt << 2,
                mean,
                dy.lanes(),
                dyAt << 2,
                w.lanes(),
                wAt << 2,
                inverse,
                meanGradient,
                pull,
                dx.lanes(),
                dxAt << 2,
                whole);
        for (int i = whole; i < width; i++) {
            float direct = inverse * (dy.getFloat(dyAt + i) * w.getFloat(wAt + i) - meanGradient);
            dx.setFloat(dxAt + i, Math.fma(-pull, x.getFloat(xAt + i) - mean, direct));
        }
    }

    private static void gradientVectors(
            Object x,
            long xAt,
            float mean,
            Object dy,
            long dyAt,
            Object w,
            long wAt,
            float inverse,
            float meanGradient,
            float pull,
            Object dx,
            long dxAt,
            int count) {
        FloatVector away = FloatVector.broadcast(Lanes.SPECIES, -pull);
        for (int i = 0; i < count; i += N) {
            long offset = (long) i << 2;
            FloatVector direct = Lanes.load(dy, dyAt + offset)
                    .mul(Lanes.load(w, wAt + offset))
                    .sub(meanGradient)
                    .mul(inverse);
            Lanes.store(away.fma(Lanes.load(x, xAt + offset).sub(mean), direct), dx, dxAt + offset);
        }
    }

    /** {@code dw += ((x - mean) * inverse) * dy}, one step of every element's chain. */
    static void addProduct(
            HostBuffer x,
            long xAt,
            float mean,
            float inverse,
            HostBuffer dy,
            long dyAt,
            HostBuffer dw,
            long dwAt,
            int count) {
        int whole = count - count % N;
        addVectors(x.lanes(), xAt << 2, mean, inverse, dy.lanes(), dyAt << 2, dw.lanes(), dwAt << 2, whole);
        for (int i = whole; i < count; i++) {
            float normed = (x.getFloat(xAt + i) - mean) * inverse;
            dw.setFloat(dwAt + i, Math.fma(normed, dy.getFloat(dyAt + i), dw.getFloat(dwAt + i)));
        }
    }

    private static void addVectors(
            Object x, long xAt, float mean, float inverse, Object dy, long dyAt, Object dw, long dwAt, int count) {
        for (int i = 0; i < count; i += N) {
            long offset = (long) i << 2;
            FloatVector normed = Lanes.load(x, xAt + offset).sub(mean).mul(inverse);
            FloatVector old = Lanes.load(dw, dwAt + offset);
            Lanes.store(normed.fma(Lanes.load(dy, dyAt + offset), old), dw, dwAt + offset);
        }
    }
}
