package dev.braid.ops.update;

import dev.braid.ops.memory.Lanes;
import dev.braid.ops.memory.Matrix;
import jdk.incubator.vector.FloatVector;

/** One AdamW step of one row of parameters and moments. */
final class AdamWRow {
    private AdamWRow() {}

    static void step(Matrix param, Matrix grad, float gradScale, Matrix m, Matrix v, int row, AdamWFactors f) {
        int vectors = param.cols() - param.cols() % Lanes.COUNT;
        for (int i = 0; i < vectors; i += Lanes.COUNT) {
            FloatVector g = load(grad, row, i).mul(gradScale);
            FloatVector first = moment(load(m, row, i), (float) f.beta1(), g.mul((float) f.rest1()));
            FloatVector second = moment(
                    load(v, row, i), (float) f.beta2(), g.mul((float) f.rest2()).mul(g));
            store(first, m, row, i);
            store(second, v, row, i);
            store(parameter(load(param, row, i), first, second, f), param, row, i);
        }
        for (int i = vectors; i < param.cols(); i++) {
            scalar(param, gradScale * grad.get(row, i), m, v, row, i, f);
        }
    }

    private static FloatVector moment(FloatVector old, float beta, FloatVector term) {
        return FloatVector.broadcast(Lanes.SPECIES, beta).fma(old, term);
    }

    private static FloatVector parameter(FloatVector p, FloatVector first, FloatVector second, AdamWFactors f) {
        FloatVector root = second.sqrt()
                .fma(
                        FloatVector.broadcast(Lanes.SPECIES, (float) f.rootCorrection()),
                        FloatVector.broadcast(Lanes.SPECIES, (float) f.epsilon()));
        FloatVector step = first.mul((float) f.stepSize()).div(root);
        return p.mul((float) f.decay()).sub(step);
    }

    private static FloatVector load(Matrix x, int row, int i) {
        return Lanes.load(x.host().lanes(), (x.rowOffset(row) + i) << 2);
    }

    private static void store(FloatVector value, Matrix x, int row, int i) {
        Lanes.store(value, x.host().lanes(), (x.rowOffset(row) + i) << 2);
    }

    private static void scalar(Matrix param, float g, Matrix m, Matrix v, int row, int i, AdamWFactors f) {
        float first = Math.fma((float) f.beta1(), m.get(row, i), (float) f.rest1() * g);
        float second = Math.fma((float) f.beta2(), v.get(row, i), (float) f.rest2() * g * g);
        float root = Math.fma((float) Math.sqrt(second), (float) f.rootCorrection(), (float) f.epsilon());
        m.set(row, i, first);
        v.set(row, i, second);
        param.set(row, i, (float) f.decay() * param.get(row, i) - (float) f.stepSize() * first / root);
    }
}
