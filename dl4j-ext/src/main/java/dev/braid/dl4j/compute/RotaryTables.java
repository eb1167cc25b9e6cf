package dev.braid.dl4j.compute;

import dev.braid.ops.rope.RopeTable;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Cosines and sines of rotary positions, the same numbers that the token engine reads. */
public final class RotaryTables {
    private RotaryTables() {}

    /** {@code [steps, headSize]}: for each position headSize/2 cosines, then headSize/2 sines. */
    public static INDArray of(int steps, int headSize, double theta, DataType type) {
        INDArray table = HostViews.rows(steps, headSize);
        RopeTable.fill(HostViews.matrix(table), theta, Optional.empty());
        return table.castTo(type);
    }
}
