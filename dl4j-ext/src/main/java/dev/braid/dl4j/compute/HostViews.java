package dev.braid.dl4j.compute;

import dev.braid.ops.memory.DataType;
import dev.braid.ops.memory.HostBuffer;
import dev.braid.ops.memory.Matrix;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** ND4J's memory as matrices of gpu-ops. The array must be kept while its matrix is used. */
final class HostViews {
    private HostViews() {}

    /** An array of rows whose elements lie side by side; anything else is copied. */
    static INDArray plain(INDArray array) {
        return isPlain(array) ? array : array.dup('c');
    }

    private static boolean isPlain(INDArray array) {
        return array.rank() == 2
                && (array.size(1) == 1 || array.stride(1) == 1)
                && (array.size(0) == 1 || array.stride(0) == array.size(1));
    }

    /** The array's own memory. */
    static Matrix matrix(INDArray array) {
        if (!isPlain(array)) {
            throw new IllegalArgumentException("the array is not row-major: shape " + array.shapeInfoToString());
        }
        int rows = Math.toIntExact(array.size(0));
        int cols = Math.toIntExact(array.size(1));
        BytePointer pointer = new BytePointer(array.data().pointer());
        long from = array.offset() * Float.BYTES;
        pointer.position(from).limit(from + (long) rows * cols * Float.BYTES);
        var memory = pointer.asByteBuffer().order(ByteOrder.nativeOrder());
        return Matrix.of(HostBuffer.over(memory, DataType.FLOAT32), rows, cols);
    }

    static INDArray rows(long rows, long cols) {
        return Nd4j.createUninitialized(org.nd4j.linalg.api.buffer.DataType.FLOAT, new long[] {rows, cols}, 'c');
    }
}
