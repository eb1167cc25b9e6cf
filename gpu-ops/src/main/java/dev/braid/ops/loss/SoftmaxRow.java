package dev.braid.ops.loss;

import dev.braid.ops.math.Exp;
import dev.braid.ops.math.PartialSums;
import dev.braid.ops.memory.HostBuffer;
import dev.braid.ops.memory.Lanes;
import dev.braid.ops.memory.Matrix;
import jdk.incubator.vector.FloatVector;

/** The passes of a softmax over one row of logits, in place. */
final class SoftmaxRow {
    private static final int STEP = PartialSums.COUNT;

    private SoftmaxRow() {}

    static float max(Matrix m, int row) {
        HostBuffer buffer = m.host();
        long from = m.rowOffset(row);
        int vectors = m.cols() - m.cols() % Lanes.COUNT;
        float[] lanes = new float[Lanes.COUNT];
        maxVectors(buffer.lanes(), from << 2, vectors, lanes);
        float max = Float.NEGATIVE_INFINITY;
        for (float lane : lanes) {
            max = Math.max(max, lane);
        }
        for (int i = vectors; i < m.cols(); i++) {
            max = Math.max(max, buffer.getFloat(from + i));
        }
        return max;
    }

    private static void maxVectors(Object lanes, long offset, int count, float[] into) {
        FloatVector max = FloatVector.broadcast(Lanes.SPECIES, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < count; i += Lanes.COUNT) {
            max = max.max(Lanes.load(lanes, offset + ((long) i << 2)));
        }
        max.intoArray(into, 0);
    }

    /** Replaces each x by exp(x - max) and adds it to the partial sum of its column modulo 16. */
    static void exponentials(Matrix m, int row, float max, float[] partial) {
        HostBuffer buffer = m.host();
        long from = m.rowOffset(row);
        int whole = m.cols() - m.cols() % STEP;
        for (int lane = 0; lane < STEP; lane += Lanes.COUNT) {
            exponentialsOfLanes(buffer.lanes(), (from + lane) << 2, whole, max, partial, lane);
        }
        for (int i = whole; i < m.cols(); i++) {
            float e = Exp.exp(buffer.getFloat(from + i) - max);
            buffer.setFloat(from + i, e);
            partial[i - whole] += e;
        }
    }

    private static void exponentialsOfLanes(
            Object lanes, long offset, int count, float max, float[] partial, int lane) {
        FloatVector sum = FloatVector.zero(Lanes.SPECIES);
        for (int i = 0; i < count; i += STEP) {
            long at = offset + ((long) i << 2);
            FloatVector e = Exp.exp(Lanes.load(lanes, at).sub(max));
            Lanes.store(e, lanes, at);
            sum = sum.add(e);
        }
        sum.intoArray(partial, lane);
    }

    static void multiply(Matrix m, int row, float factor) {
        HostBuffer buffer = m.host();
        long from = m.rowOffset(row);
        int vectors = m.cols() - m.cols() % Lanes.COUNT;
        multiplyVectors(buffer.lanes(), from << 2, vectors, factor);
        for (int i = vectors; i < m.cols(); i++) {
            buffer.setFloat(from + i, buffer.getFloat(from + i) * factor);
        }
    }

    private static void multiplyVectors(Object lanes, long offset, int count, float factor) {
        for (int i = 0; i < count; i += Lanes.COUNT) {
            long at = offset + ((long) i << 2);
            Lanes.store(Lanes.load(lanes, at).mul(factor), lanes, at);
        }
    }
}
