package dev.braid.dl4j.stage;

import dev.braid.stage.BorderTensor;
import dev.braid.stage.ElementType;
import dev.braid.stage.Samples;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The same memory as an array of ND4J and as a buffer. */
final class Tensors {
    private Tensors() {}

    static DataType type(ElementType type) {
        return type == ElementType.DOUBLE ? DataType.DOUBLE : DataType.FLOAT;
    }

    /**
     * Samples as an array over their own memory.
     *
     * @param rows that a sample has in the first dimension
     */
    static INDArray array(Samples samples, long rows) {
        return over(samples.data(), samples.tensor().type(), shape(samples.tensor(), samples.count(), rows));
    }

    /** An array over a direct buffer, row-major. */
    static INDArray over(ByteBuffer data, ElementType type, long... shape) {
        ByteBuffer own = data.duplicate().order(ByteOrder.nativeOrder());
        long length = LongStream.of(shape).reduce(1, Math::multiplyExact);
        Pointer pointer = type == ElementType.DOUBLE
                ? new DoublePointer(own.asDoubleBuffer())
                : new FloatPointer(own.asFloatBuffer());
        DataBuffer buffer = Nd4j.createBuffer(pointer, length, type(type));
        return Nd4j.create(buffer, shape, Nd4j.getStrides(shape, 'c'), 0, 'c', type(type));
    }

    /** An array as samples, over its own memory where that is row-major from its beginning, otherwise over a copy. */
    static Samples samples(BorderTensor tensor, int count, INDArray array) {
        INDArray plain = isPlain(array) ? array : array.dup('c');
        return new Samples(tensor, count, buffer(plain), plain);
    }

    /** Zeros. */
    static Samples zeros(BorderTensor tensor, int count) {
        INDArray zeros = Nd4j.zeros(type(tensor.type()), (long) count * tensor.sampleLength());
        return new Samples(tensor, count, buffer(zeros), zeros);
    }

    /** The memory of an array that is row-major from its beginning; keep the array as long as the buffer. */
    static ByteBuffer buffer(INDArray array) {
        long bytes = array.length() * array.dataType().width();
        BytePointer pointer = new BytePointer(array.data().pointer());
        return pointer.position(0).capacity(bytes).limit(bytes).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    private static boolean isPlain(INDArray array) {
        return array.ordering() == 'c'
                && array.offset() == 0
                && !array.isView()
                && Arrays.equals(Nd4j.getStrides(array.shape(), 'c'), array.stride());
    }

    private static long[] shape(BorderTensor tensor, int count, long rows) {
        LongStream sample = tensor.sampleShape().stream().mapToLong(Integer::longValue);
        LongStream row = rows == 1 ? sample : sample.skip(1);
        return LongStream.concat(LongStream.of(count * rows), row).toArray();
    }
}
