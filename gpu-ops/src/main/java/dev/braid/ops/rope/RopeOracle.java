package dev.braid.ops.rope;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Shapes;

/** {@link Rope} as plain loops. */
public final class RopeOracle implements Rope {
    private final Precision precision;

    public RopeOracle(Precision precision) {
        this.precision = precision;
    }

    @Override
    public void rotate(Stream stream, Matrix x, int headDim, Matrix table, Ints position) {
        turn(stream, x, headDim, table, position, 1);
    }

    @Override
    public void rotateBack(Stream stream, Matrix dx, int headDim, Matrix table, Ints position) {
        turn(stream, dx, headDim, table, position, -1);
    }

    private void turn(Stream stream, Matrix x, int headDim, Matrix table, Ints position, int direction) {
        RopeShapes.require(x, headDim, table, position);
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < x.rows(); r++) {
                int at = Shapes.requireIndex("position", r, position.get(r), table.rows());
                for (int head = 0; head < x.cols(); head += headDim) {
                    turnHead(x, r, head, headDim / 2, table, at, direction);
                }
            }
        });
    }

    private void turnHead(Matrix x, int r, int head, int half, Matrix table, int at, int direction) {
        for (int i = 0; i < half; i++) {
            double cos = table.get(at, i);
            double sin = direction * table.get(at, half + i);
            double first = x.get(r, head + i);
            double second = x.get(r, head + half + i);
            x.set(r, head + i, (float) precision.fma(first, cos, -precision.multiply(second, sin)));
            x.set(r, head + half + i, (float) precision.fma(second, cos, precision.multiply(first, sin)));
        }
    }
}
