package dev.braid.dl4j.compute;

import static dev.braid.dl4j.compute.HostViews.matrix;
import static dev.braid.dl4j.compute.HostViews.plain;

import dev.braid.ops.linear.Linear;
import dev.braid.ops.linear.PackedWeight;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.Ints;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The kernels of gpu-ops on ND4J's memory, in single precision. A weight is packed anew for each product, since it changes
 * with every update: that costs as much as one to two rows of the product.
 */
final class KernelMath implements RowMath {
    private final LayerDevice device;
    private final KernelAttention attention;

    KernelMath(LayerDevice device) {
        this.device = device;
        this.attention = new KernelAttention(device);
    }

    @Override
    public INDArray linear(INDArray x, INDArray w) {
        INDArray y = HostViews.rows(x.size(0), w.size(0));
        INDArray in = plain(x);
        product(
                w,
                Linear.Use.FORWARD,
                (linear, stream, packed) -> linear.forward(stream, matrix(in), packed, null, matrix(y)));
        return y;
    }

    @Override
    public INDArray linearInput(INDArray dy, INDArray w) {
        INDArray dx = HostViews.rows(dy.size(0), w.size(1));
        INDArray out = plain(dy);
        product(
                w,
                Linear.Use.GRADIENT,
                (linear, stream, packed) ->
                        linear.gradInput(stream, matrix(out), packed, matrix(dx), Linear.Write.OVERWRITE));
        return dx;
    }

    private interface Product {
        void run(Linear linear, dev.braid.ops.device.Stream stream, PackedWeight packed);
    }

    private void product(INDArray w, Linear.Use use, Product product) {
        INDArray weight = plain(w);
        int out = Math.toIntExact(w.size(0));
        int in = Math.toIntExact(w.size(1));
        device.run(device.kernels().linear().packedBytes(out, in, use), (kernels, stream, arena) -> {
            PackedWeight packed = kernels.linear().allocate(arena, "a layer's weight", out, in, use);
            kernels.linear().pack(stream, matrix(weight), 0, packed);
            product.run(kernels.linear(), stream, packed);
        });
    }

    @Override
    public void linearWeight(INDArray dy, INDArray x, INDArray dw) {
        INDArray out = plain(dy);
        INDArray in = plain(x);
        device.run((kernels, stream) -> kernels.linear().gradWeight(stream, matrix(out), matrix(in), matrix(dw)));
    }

    @Override
    public INDArray rows(int[] ids, INDArray table) {
        INDArray y = HostViews.rows(ids.length, table.size(1));
        device.run(
                (long) ids.length * Integer.BYTES,
                (kernels, stream, arena) ->
                        kernels.embedding().forward(stream, ints(arena, ids), matrix(table), matrix(y)));
        return y;
    }

    @Override
    public void rowsTable(int[] ids, INDArray dy, INDArray dTable) {
        INDArray out = plain(dy);
        device.run(
                (long) ids.length * Integer.BYTES,
                (kernels, stream, arena) ->
                        kernels.embedding().gradTable(stream, ints(arena, ids), matrix(out), matrix(dTable)));
    }

    @Override
    public INDArray bags(int[] ids, int bagSize, INDArray table) {
        INDArray y = HostViews.rows(ids.length / bagSize, table.size(1));
        device.run(
                (long) ids.length * Integer.BYTES,
                (kernels, stream, arena) ->
                        kernels.embeddingBag().forward(stream, matrix(table), ints(arena, ids), bagSize, matrix(y)));
        return y;
    }

    @Override
    public void bagsTable(int[] ids, int bagSize, INDArray dy, INDArray dTable) {
        INDArray out = plain(dy);
        device.run(
                (long) ids.length * Integer.BYTES,
                (kernels, stream, arena) -> kernels.embeddingBag()
                        .gradTable(stream, ints(arena, ids), bagSize, matrix(out), matrix(dTable)));
    }

    @Override
    public INDArray interaction(INDArray x, int vectors) {
        INDArray in = plain(x);
        INDArray y = HostViews.rows(x.size(0), (long) vectors * (vectors - 1) / 2);
        device.run((kernels, stream) -> kernels.interaction().forward(stream, matrix(in), vectors, matrix(y)));
        return y;
    }

    @Override
    public INDArray interactionBackward(INDArray x, int vectors, INDArray dy) {
        INDArray in = plain(x);
        INDArray out = plain(dy);
        INDArray dx = HostViews.rows(x.size(0), x.size(1));
        device.run((kernels, stream) ->
                kernels.interaction().backward(stream, matrix(in), vectors, matrix(out), matrix(dx)));
        return dx;
    }

    @Override
    public INDArray layerNorm(INDArray x, INDArray gain, INDArray shift, double eps) {
        INDArray in = plain(x);
        INDArray y = HostViews.rows(x.size(0), x.size(1));
        device.run((kernels, stream) ->
                kernels.layerNorm().forward(stream, matrix(in), matrix(gain), matrix(shift), (float) eps, matrix(y)));
        return y;
    }

    @Override
    public INDArray layerNormInput(INDArray x, INDArray gain, double eps, INDArray dy) {
        INDArray in = plain(x);
        INDArray out = plain(dy);
        INDArray dx = HostViews.rows(x.size(0), x.size(1));
        device.run((kernels, stream) ->
                kernels.layerNorm().gradInput(stream, matrix(in), matrix(gain), (float) eps, matrix(out), matrix(dx)));
        return dx;
    }

    @Override
    public void layerNormWeights(INDArray x, double eps, INDArray dy, INDArray dGain, INDArray dShift) {
        INDArray in = plain(x);
        INDArray out = plain(dy);
        device.run((kernels, stream) -> kernels.layerNorm()
                .gradWeight(stream, matrix(in), (float) eps, matrix(out), matrix(dGain), matrix(dShift)));
    }

    private static Ints ints(Arena arena, int[] values) {
        Ints ints = arena.ints("ids", values.length);
        for (int i = 0; i < values.length; i++) {
            ints.set(i, values[i]);
        }
        return ints;
    }

    @Override
    public INDArray rmsNorm(INDArray x, INDArray gain, double eps) {
        INDArray in = plain(x);
        INDArray y = HostViews.rows(x.size(0), x.size(1));
        device.run((kernels, stream) ->
                kernels.rmsNorm().forward(stream, matrix(in), matrix(gain), (float) eps, matrix(y)));
        return y;
    }

    @Override
    public INDArray rmsNormInput(INDArray x, INDArray gain, double eps, INDArray dy) {
        INDArray in = plain(x);
        INDArray out = plain(dy);
        INDArray dx = HostViews.rows(x.size(0), x.size(1));
        device.run((kernels, stream) ->
                kernels.rmsNorm().gradInput(stream, matrix(in), matrix(gain), (float) eps, matrix(out), matrix(dx)));
        return dx;
    }

    @Override
    public void rmsNormGain(INDArray x, double eps, INDArray dy, INDArray dGain) {
        INDArray in = plain(x);
        INDArray out = plain(dy);
        device.run((kernels, stream) ->
                kernels.rmsNorm().gradWeight(stream, matrix(in), (float) eps, matrix(out), matrix(dGain)));
    }

    @Override
    public void rotate(INDArray x, int headSize, INDArray table) {
        inPositions(
                x,
                table,
                (kernels, stream, position) ->
                        kernels.rope().rotate(stream, matrix(x), headSize, matrix(table), position));
    }

    @Override
    public void rotateBack(INDArray dx, int headSize, INDArray table) {
        inPositions(
                dx,
                table,
                (kernels, stream, position) ->
                        kernels.rope().rotateBack(stream, matrix(dx), headSize, matrix(table), position));
    }

    private interface Rotation {
        void run(dev.braid.ops.Kernels kernels, dev.braid.ops.device.Stream stream, Ints position);
    }

    private void inPositions(INDArray x, INDArray table, Rotation rotation) {
        int count = Math.toIntExact(x.size(0));
        device.run(
                (long) count * Integer.BYTES,
                (kernels, stream, arena) ->
                        rotation.run(kernels, stream, positions(arena, count, (int) table.size(0))));
    }

    static Ints positions(Arena arena, int count, int steps) {
        Ints position = arena.ints("position", count);
        for (int row = 0; row < count; row++) {
            position.set(row, row % steps);
        }
        return position;
    }

    @Override
    public INDArray swiGlu(INDArray gate, INDArray up) {
        INDArray y = HostViews.rows(gate.size(0), gate.size(1));
        device.run((kernels, stream) -> kernels.swiGlu().forward(stream, matrix(gate), matrix(up), matrix(y)));
        return y;
    }

    @Override
    public GateGradients swiGluBackward(INDArray gate, INDArray up, INDArray dy) {
        INDArray dGate = HostViews.rows(gate.size(0), gate.size(1));
        INDArray dUp = HostViews.rows(gate.size(0), gate.size(1));
        device.run((kernels, stream) ->
                kernels.swiGlu().backward(stream, matrix(gate), matrix(up), matrix(dy), matrix(dGate), matrix(dUp)));
        return new GateGradients(dGate, dUp);
    }

    @Override
    public Attended attend(AttentionShape shape, INDArray q, INDArray k, INDArray v) {
        return shape.mask() == AttentionShape.Mask.NONE
                ? new Nd4jMath().attend(shape, q, k, v)
                : attention.attend(shape, q, k, v);
    }

    @Override
    public AttentionGradients attendBackward(
            AttentionShape shape, INDArray q, INDArray k, INDArray v, Attended forward, INDArray dOut) {
        return shape.mask() == AttentionShape.Mask.NONE
                ? new Nd4jMath().attendBackward(shape, q, k, v, forward, dOut)
                : attention.backward(shape, q, k, v, forward, plain(dOut));
    }
}
