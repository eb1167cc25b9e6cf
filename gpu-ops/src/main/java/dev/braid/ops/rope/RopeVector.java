package dev.braid.ops.rope;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.RowRanges;
import dev.braid.ops.device.Stream;
import dev.braid.ops.device.WorkerPool;
import dev.braid.ops.memory.HostBuffer;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Lanes;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Shapes;
import jdk.incubator.vector.FloatVector;

/** {@link Rope} with vectors, rows in parallel. */
public final class RopeVector implements Rope {
    private static final int N = Lanes.COUNT;

    private final WorkerPool pool;

    public RopeVector(WorkerPool pool) {
        this.pool = pool;
    }

    @Override
    public void rotate(Stream stream, Matrix x, int headDim, Matrix table, Ints position) {
        turn(stream, x, headDim, table, position, 1f);
    }

    @Override
    public void rotateBack(Stream stream, Matrix dx, int headDim, Matrix table, Ints position) {
        turn(stream, dx, headDim, table, position, -1f);
    }

    private void turn(Stream stream, Matrix x, int headDim, Matrix table, Ints position, float direction) {
        RopeShapes.require(x, headDim, table, position);
        CpuStream.of(stream)
                .enqueue(() -> RowRanges.run(pool, x.rows(), x.cols(), (from, to) -> {
                    for (int r = from; r < to; r++) {
                        int at = Shapes.requireIndex("position", r, position.get(r), table.rows());
                        for (int head = 0; head < x.cols(); head += headDim) {
                            turnHead(
                                    x.host(),
                                    x.rowOffset(r) + head,
                                    table.host(),
                                    table.rowOffset(at),
                                    headDim / 2,
                                    direction);
                        }
                    }
                }));
    }

    private static void turnHead(HostBuffer x, long at, HostBuffer table, long angles, int half, float direction) {
        int whole = half - half % N;
        turnVectors(x.lanes(), at << 2, table.lanes(), angles << 2, half, whole, direction);
        for (int i = whole; i < half; i++) {
            float cos = table.getFloat(angles + i);
            float sin = direction * table.getFloat(angles + half + i);
            float first = x.getFloat(at + i);
            float second = x.getFloat(at + half + i);
            x.setFloat(at + i, Math.fma(first, cos, -(second * sin)));
            x.setFloat(at + half + i, Math.fma(second, cos, first * sin));
        }
    }

    private static void turnVectors(
            Object x, long at, Object table, long angles, int half, int count, float direction) {
        long other = (long) half << 2;
        for (int i = 0; i < count; i += N) {
            long offset = (long) i << 2;
            FloatVector cos = Lanes.load(table, angles + offset);
            FloatVector sin = Lanes.load(table, angles + other + offset).mul(direction);
            FloatVector first = Lanes.load(x, at + offset);
            FloatVector second = Lanes.load(x, at + other + offset);
            Lanes.store(first.fma(cos, second.mul(sin).neg()), x, at + offset);
            Lanes.store(second.fma(cos, first.mul(sin)), x, at + other + offset);
        }
    }
}
