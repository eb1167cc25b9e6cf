package dev.braid.ops.activation;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.RowRanges;
import dev.braid.ops.device.Stream;
import dev.braid.ops.device.WorkerPool;
import dev.braid.ops.math.Exp;
import dev.braid.ops.memory.Lanes;
import dev.braid.ops.memory.Matrix;
import jdk.incubator.vector.FloatVector;

/** {@link SwiGlu} with vectors, rows in parallel. */
public final class SwiGluVector implements SwiGlu {
    private static final int N = Lanes.COUNT;

    /** Elements between the two loops of the gradient; a multiple of every vector length. */
    private static final int PIECE = 512;

    private final WorkerPool pool;
    private final ThreadLocal<float[]> scratch = ThreadLocal.withInitial(() -> new float[PIECE]);

    public SwiGluVector(WorkerPool pool) {
        this.pool = pool;
    }

    @Override
    public void forward(Stream stream, Matrix gate, Matrix up, Matrix y) {
        SwiGluShapes.forward(gate, up, y);
        CpuStream.of(stream)
                .enqueue(() -> RowRanges.run(pool, gate.rows(), gate.cols(), (from, to) -> {
                    for (int r = from; r < to; r++) {
                        forwardRow(gate, up, y, r);
                    }
                }));
    }

    private static void forwardRow(Matrix gate, Matrix up, Matrix y, int r) {
        int whole = gate.cols() - gate.cols() % N;
        forwardVectors(
                gate.host().lanes(),
                gate.rowOffset(r) << 2,
                up.host().lanes(),
                up.rowOffset(r) << 2,
                y.host().lanes(),
                y.rowOffset(r) << 2,
                whole);
        for (int c = whole; c < gate.cols(); c++) {
            float g = gate.get(r, c);
            y.set(r, c, g / (1 + Exp.exp(-g)) * up.get(r, c));
        }
    }

    private static void forwardVectors(Object gate, long gateAt, Object up, long upAt, Object y, long yAt, int count) {
        for (int i = 0; i < count; i += N) {
            long offset = (long) i << 2;
            FloatVector g = Lanes.load(gate, gateAt + offset);
            FloatVector silu = g.div(Exp.exp(g.neg()).add(1f));
            Lanes.store(silu.mul(Lanes.load(up, upAt + offset)), y, yAt + offset);
        }
    }

    @Override
    public void backward(Stream stream, Matrix gate, Matrix up, Matrix dy, Matrix dGate, Matrix dUp) {
        SwiGluShapes.backward(gate, up, dy, dGate, dUp);
        CpuStream.of(stream)
                .enqueue(() -> RowRanges.run(pool, gate.rows(), gate.cols(), (from, to) -> {
                    for (int r = from; r < to; r++) {
                        backwardRow(gate, up, dy, dGate, dUp, r);
                    }
                }));
    }

    private void backwardRow(Matrix gate, Matrix up, Matrix dy, Matrix dGate, Matrix dUp, int r) {
        int whole = gate.cols() - gate.cols() % N;
        for (int from = 0; from < whole; from += PIECE) {
            int count = Math.min(PIECE, whole - from);
            float[] divisors = scratch.get();
            divisors(gate.host().lanes(), (gate.rowOffset(r) + from) << 2, divisors, count);
            gradients(
                    gate.host().lanes(),
                    (gate.rowOffset(r) + from) << 2,
                    up.host().lanes(),
                    (up.rowOffset(r) + from) << 2,
                    dy.host().lanes(),
                    (dy.rowOffset(r) + from) << 2,
                    divisors,
                    dGate.host().lanes(),
                    (dGate.rowOffset(r) + from) << 2,
                    dUp.host().lanes(),
                    (dUp.rowOffset(r) + from) << 2,
                    count);
        }
        for (int c = whole; c < gate.cols(); c++) {
            float g = gate.get(r, c);
            float divisor = 1 + Exp.exp(-g);
            float sigmoid = 1 / divisor;
            float slope = sigmoid * Math.fma(g, 1 - sigmoid, 1f);
            float towardsGate = dy.get(r, c) * up.get(r, c);
            float towardsUp = dy.get(r, c) * (g / divisor);
            dGate.set(r, c, towardsGate * slope);
            dUp.set(r, c, towardsUp);
        }
    }

    // A loop of its own: together with the exponential the gradients grow past what JDK 17 inlines, and box a vector.
    private static void divisors(Object gate, long gateAt, float[] divisors, int count) {
        for (int i = 0; i < count; i += N) {
            FloatVector g = Lanes.load(gate, gateAt + ((long) i << 2));
            Exp.exp(g.neg()).add(1f).intoArray(divisors, i);
        }
    }

    private static void gradients(
            Object gate,
            long gateAt,
            Object up,
            long upAt,
            Object dy,
            long dyAt,
            float[] divisors,
            Object dGate,
            long dGateAt,
            Object dUp,
            long dUpAt,
            int count) {
        for (int i = 0; i < count; i += N) {
            long offset = (long) i << 2;
            FloatVector g = Lanes.load(gate, gateAt + offset);
            FloatVector divisor = FloatVector.fromArray(Lanes.SPECIES, divisors, i);
            FloatVector one = FloatVector.broadcast(Lanes.SPECIES, 1f);
            FloatVector sigmoid = one.div(divisor);
            FloatVector slope = sigmoid.mul(g.fma(one.sub(sigmoid), one));
            FloatVector towards = Lanes.load(dy, dyAt + offset);
            FloatVector towardsGate = towards.mul(Lanes.load(up, upAt + offset));
            Lanes.store(towardsGate.mul(slope), dGate, dGateAt + offset);
            Lanes.store(towards.mul(g.div(divisor)), dUp, dUpAt + offset);
        }
    }
}
