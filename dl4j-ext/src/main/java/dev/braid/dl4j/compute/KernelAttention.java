package dev.braid.dl4j.compute;

import static dev.braid.dl4j.compute.HostViews.matrix;
import static dev.braid.dl4j.compute.HostViews.rows;

import dev.braid.dl4j.compute.RowMath.Attended;
import dev.braid.dl4j.compute.RowMath.AttentionGradients;
import dev.braid.ops.Kernels;
import dev.braid.ops.attention.AttentionRows;
import dev.braid.ops.attention.KvPool;
import dev.braid.ops.attention.KvShape;
import dev.braid.ops.attention.PageTables;
import dev.braid.ops.device.Stream;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Causal attention of gpu-ops over a pool of keys and values for the time of one call: backward fills it again from the
 * saved keys and values, which costs less than keeping pools for every micro-batch in flight.
 */
final class KernelAttention {
    private final LayerDevice device;

    KernelAttention(LayerDevice device) {
        this.device = device;
    }

    /** Keys and values in the pool, and where the rows of all sequences stand. */
    private record Filled(KvPool pool, PageTables tables, AttentionRows rows) {
        static Filled of(Kernels kernels, Stream stream, Arena arena, AttentionShape shape, INDArray k, INDArray v) {
            int pages = pages(shape);
            Ints table = arena.ints("pages", shape.sequences() * pages);
            Ints slot = arena.ints("slot", shape.rows());
            Ints first = arena.ints("first key", shape.rows());
            for (int i = 0; i < table.count(); i++) {
                table.set(i, i);
            }
            for (int row = 0; row < shape.rows(); row++) {
                slot.set(row, row / shape.steps());
            }
            AttentionRows rows =
                    new AttentionRows(slot, KernelMath.positions(arena, shape.rows(), shape.steps()), first);
            PageTables tables = new PageTables(table, pages);
            KvPool pool = kernels.attention().allocate(arena, kv(shape));
            kernels.attention().append(stream, pool, 0, tables, rows, matrix(k), matrix(v));
            return new Filled(pool, tables, rows);
        }
    }

    private static int pages(AttentionShape shape) {
        return (shape.steps() + KvPool.PAGE_TOKENS - 1) / KvPool.PAGE_TOKENS;
    }

    private static KvShape kv(AttentionShape shape) {
        return new KvShape(1, shape.sequences() * pages(shape), shape.kvHeads(), shape.headSize());
    }

    private static long bytes(AttentionShape shape) {
        KvShape kv = kv(shape);
        return kv.pages() * kv.pageBytes() + (3L * shape.rows() + kv.pages()) * Integer.BYTES;
    }

    Attended attend(AttentionShape shape, INDArray q, INDArray k, INDArray v) {
        INDArray out = rows(q.size(0), q.size(1));
        INDArray lse = rows(q.size(0), shape.heads());
        device.run(bytes(shape), (kernels, stream, arena) -> {
            Filled filled = Filled.of(kernels, stream, arena, shape, k, v);
            kernels.attention()
                    .forward(
                            stream,
                            filled.pool(),
                            0,
                            filled.tables(),
                            filled.rows(),
                            matrix(q),
                            matrix(out),
                            matrix(lse));
        });
        return new Attended(out, lse);
    }

    AttentionGradients backward(
            AttentionShape shape, INDArray q, INDArray k, INDArray v, Attended forward, INDArray dOut) {
        INDArray dq = rows(q.size(0), q.size(1));
        INDArray dk = Nd4j.zeros(DataType.FLOAT, k.size(0), k.size(1));
        INDArray dv = Nd4j.zeros(DataType.FLOAT, v.size(0), v.size(1));
        device.run(bytes(shape), (kernels, stream, arena) -> {
            Filled filled = Filled.of(kernels, stream, arena, shape, k, v);
            for (int sequence = 0; sequence < shape.sequences(); sequence++) {
                int from = sequence * shape.steps();
                int count = shape.steps();
                kernels.attention()
                        .backward(
                                stream,
                                filled.pool(),
                                0,
                                filled.tables(),
                                filled.rows().slice(from, count),
                                part(q, from, count),
                                part(forward.lse(), from, count),
                                part(dOut, from, count),
                                part(dq, from, count),
                                part(dk, from, count),
                                part(dv, from, count));
            }
        });
        return new AttentionGradients(dq, dk, dv);
    }

    private static Matrix part(INDArray array, int from, int count) {
        return matrix(array).rows(from, count);
    }
}
