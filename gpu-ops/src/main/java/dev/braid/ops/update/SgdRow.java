package dev.braid.ops.update;

import dev.braid.ops.memory.HostBuffer;
import dev.braid.ops.memory.Lanes;
import dev.braid.ops.memory.Matrix;
import jdk.incubator.vector.FloatVector;

/** One SGD step of one row of parameters. */
final class SgdRow {
    private SgdRow() {}

    static void step(Matrix param, Matrix grad, int row, float gradScale, float rate, float decay) {
        HostBuffer p = param.host();
        HostBuffer g = grad.host();
        long at = param.rowOffset(row);
        long from = grad.rowOffset(row);
        int vectors = param.cols() - param.cols() % Lanes.COUNT;
        vectors(p.lanes(), at << 2, g.lanes(), from << 2, vectors, gradScale, rate, decay);
        for (int i = vectors; i < param.cols(); i++) {
            float old = p.getFloat(at + i);
            float slope = Math.fma(gradScale, g.getFloat(from + i), decay * old);
            p.setFloat(at + i, Math.fma(-rate, slope, old));
        }
    }

    private static void vectors(
            Object p, long at, Object g, long from, int count, float gradScale, float rate, float decay) {
        FloatVector scale = FloatVector.broadcast(Lanes.SPECIES, gradScale);
        FloatVector back = FloatVector.broadcast(Lanes.SPECIES, -rate);
        for (int i = 0; i < count; i += Lanes.COUNT) {
            long bytes = (long) i << 2;
            FloatVector old = Lanes.load(p, at + bytes);
            FloatVector slope = scale.fma(Lanes.load(g, from + bytes), old.mul(decay));
            Lanes.store(back.fma(slope, old), p, at + bytes);
        }
    }
}
