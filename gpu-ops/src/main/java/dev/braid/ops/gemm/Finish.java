package dev.braid.ops.gemm;

import dev.braid.ops.memory.HostBuffer;
import dev.braid.ops.memory.Lanes;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Rows;
import jdk.incubator.vector.FloatVector;

/** What becomes of finished chains: a piece of one output row at a time. */
@FunctionalInterface
public interface Finish {
    /** Brings {@code chain[at ...]} to elements {@code [col, col + count)} of a row of {@code y}. */
    void row(float[] chain, int at, Matrix y, int row, int col, int count);

    /** y = chain. */
    Finish STORE = Rows::write;

    /** y = y + chain. */
    Finish ADD = (chain, at, y, row, col, count) -> {
        Rows.addTo(chain, at, y, row, col, count);
        Rows.write(chain, at, y, row, col, count);
    };

    /** y = chain + bias, with bias {@code [1, columns]}. */
    static Finish bias(Matrix bias) {
        return (chain, at, y, row, col, count) -> {
            Rows.addTo(chain, at, bias, 0, col, count);
            Rows.write(chain, at, y, row, col, count);
        };
    }

    /** y = scale * chain. */
    static Finish scaled(float scale) {
        return (chain, at, y, row, col, count) -> {
            for (int i = 0; i < count; i++) {
                chain[at + i] = scale * chain[at + i];
            }
            Rows.write(chain, at, y, row, col, count);
        };
    }

    /** y = y + scale * chain, in one fused multiply-add. */
    static Finish addScaled(float scale) {
        return (chain, at, y, row, col, count) -> {
            addScaledRow(scale, chain, at, y, y.rowOffset(row) + col, count);
            Rows.write(chain, at, y, row, col, count);
        };
    }

    private static void addScaledRow(float scale, float[] chain, int at, Matrix other, long from, int count) {
        HostBuffer buffer = other.host();
        Object lanes = buffer.lanes();
        int vectors = count - count % Lanes.COUNT;
        for (int i = 0; i < vectors; i += Lanes.COUNT) {
            FloatVector.broadcast(Lanes.SPECIES, scale)
                    .fma(FloatVector.fromArray(Lanes.SPECIES, chain, at + i), Lanes.load(lanes, (from + i) << 2))
                    .intoArray(chain, at + i);
        }
        for (int i = vectors; i < count; i++) {
            chain[at + i] = Math.fma(scale, chain[at + i], buffer.getFloat(from + i));
        }
    }
}
