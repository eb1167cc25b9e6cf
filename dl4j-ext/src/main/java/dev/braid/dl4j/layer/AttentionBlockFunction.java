package dev.braid.dl4j.layer;

import dev.braid.dl4j.compute.AttentionShape;
import dev.braid.dl4j.compute.RowMath;
import dev.braid.dl4j.compute.RowMath.Attended;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link AttentionBlock}'s forward and backward pass. */
record AttentionBlockFunction(AttentionBlock block) implements RowFunction {
    @Override
    public Pass forward(RowMath math, Weights weights, INDArray x, Sequences sequences) {
        INDArray norm = math.layerNorm(
                x, weights.plain(AttentionBlock.GAIN), weights.plain(AttentionBlock.SHIFT), block.getEps());
        Affine affine = new Affine(math, weights, block.loraScale());
        AttentionShape shape = block.shape(sequences);
        INDArray q = affine.forward(AttentionBlock.QUERY, norm);
        INDArray k = affine.forward(AttentionBlock.KEY, norm);
        INDArray v = affine.forward(AttentionBlock.VALUE, norm);
        Attended attended = math.attend(shape, q, k, v);
        INDArray y = affine.forward(AttentionBlock.OUTPUT, attended.out()).addi(x);
        return new Done(block.getEps(), math, affine, shape, x, norm, q, k, v, attended, y);
    }

    /** Projections with a bias. */
    private record Affine(RowMath math, Weights weights, double scale) {
        private Projection projection(String name) {
            return new Projection(math, weights, name, scale);
        }

        INDArray forward(String name, INDArray x) {
            return projection(name).forward(x).addiRowVector(weights.plain(AttentionBlock.bias(name)));
        }

        INDArray backward(String name, INDArray x, INDArray dy, Weights gradients) {
            if (gradients.has(AttentionBlock.bias(name))) {
                gradients.plain(AttentionBlock.bias(name)).addi(dy.sum(true, 0));
            }
            return projection(name).backward(x, dy, gradients);
        }
    }

    private record Done(
            double eps,
            RowMath math,
            Affine affine,
            AttentionShape shape,
            INDArray x,
            INDArray norm,
            INDArray q,
            INDArray k,
            INDArray v,
            Attended attended,
            INDArray output)
            implements Pass {
        @Override
        public Optional<INDArray> backward(INDArray dy, Weights gradients) {
            INDArray dOut = affine.backward(AttentionBlock.OUTPUT, attended.out(), dy, gradients);
            var heads = math.attendBackward(shape, q, k, v, attended, dOut);
            INDArray dNorm = affine.backward(AttentionBlock.QUERY, norm, heads.q(), gradients);
            dNorm.addi(affine.backward(AttentionBlock.KEY, norm, heads.k(), gradients));
            dNorm.addi(affine.backward(AttentionBlock.VALUE, norm, heads.v(), gradients));
            if (gradients.has(AttentionBlock.GAIN)) {
                math.layerNormWeights(
                        x, eps, dNorm, gradients.plain(AttentionBlock.GAIN), gradients.plain(AttentionBlock.SHIFT));
            }
            INDArray gain = affine.weights().plain(AttentionBlock.GAIN);
            return Optional.of(math.layerNormInput(x, gain, eps, dNorm).addi(dy));
        }
    }
}
