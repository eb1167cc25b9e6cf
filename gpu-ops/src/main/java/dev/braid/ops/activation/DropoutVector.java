package dev.braid.ops.activation;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.RowRanges;
import dev.braid.ops.device.Stream;
import dev.braid.ops.device.WorkerPool;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Lanes;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Rows;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link Dropout} with vectors, rows in parallel. */
public final class DropoutVector implements Dropout {
    private static final int N = Lanes.COUNT;
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, Lanes.SPECIES.vectorShape());

    private final WorkerPool pool;

    public DropoutVector(WorkerPool pool) {
        this.pool = pool;
    }

    @Override
    public void apply(Stream stream, Matrix x, Mask mask, Ints sample, Ints position, Matrix y) {
        DropoutShapes.require(x, sample, position, y);
        CpuStream.of(stream)
                .enqueue(() -> RowRanges.run(pool, x.rows(), x.cols(), (from, to) -> {
                    for (int r = from; r < to; r++) {
                        row(x, r, mask, sample.get(r), position.get(r), y);
                    }
                }));
    }

    private static void row(Matrix x, int r, Mask mask, int sample, int position, Matrix y) {
        if (sample < 0) {
            Rows.copy(x, r, 0, x.cols(), y.host(), y.rowOffset(r));
            return;
        }
        long bits = DropoutHash.row(mask.seed(), mask.site(), sample, position);
        int threshold = DropoutHash.threshold(mask.probability());
        float kept = 1 - mask.probability();
        int whole = x.cols() - x.cols() % N;
        vectors(
                x.host().lanes(),
                x.rowOffset(r) << 2,
                bits,
                threshold,
                kept,
                y.host().lanes(),
                y.rowOffset(r) << 2,
                whole);
        for (int c = whole; c < x.cols(); c++) {
            y.set(r, c, DropoutHash.element(bits, c) < threshold ? 0 : x.get(r, c) / kept);
        }
    }

    private static void vectors(
            Object x, long xAt, long bits, int threshold, float kept, Object y, long yAt, int count) {
        IntVector columns = IntVector.broadcast(INTS, 0).addIndex(1);
        for (int i = 0; i < count; i += N) {
            long offset = (long) i << 2;
            IntVector keep = keep(columns.add(i), bits, threshold);
            FloatVector value = Lanes.load(x, xAt + offset).div(kept);
            Lanes.store(value.reinterpretAsInts().and(keep).reinterpretAsFloats(), y, yAt + offset);
        }
    }

    /** All bits set where the element is kept; {@link DropoutHash#element} lane by lane. */
    private static IntVector keep(IntVector columns, long bits, int threshold) {
        IntVector mixed = mix(columns.mul(DropoutHash.COLUMN_STEP).add((int) bits));
        IntVector uniform =
                mix(mixed.lanewise(VectorOperators.XOR, (int) (bits >>> 32))).lanewise(VectorOperators.LSHR, 8);
        return uniform.neg().add(threshold - 1).lanewise(VectorOperators.ASHR, 31);
    }

    private static IntVector mix(IntVector value) {
        IntVector bits = value.lanewise(VectorOperators.XOR, value.lanewise(VectorOperators.LSHR, 16))
                .mul(DropoutHash.MIX_1);
        bits = bits.lanewise(VectorOperators.XOR, bits.lanewise(VectorOperators.LSHR, 13))
                .mul(DropoutHash.MIX_2);
        return bits.lanewise(VectorOperators.XOR, bits.lanewise(VectorOperators.LSHR, 16));
    }
}
