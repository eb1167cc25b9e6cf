package dev.braid.dl4j.layer;

import dev.braid.dl4j.compute.AttentionShape;
import dev.braid.dl4j.compute.RotaryTables;
import dev.braid.dl4j.compute.RowMath;
import dev.braid.dl4j.compute.RowMath.Attended;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link DecoderBlock}'s forward and backward pass. */
record DecoderBlockFunction(DecoderBlock block) implements RowFunction {
    @Override
    public Pass forward(RowMath math, Weights weights, INDArray x, Sequences sequences) {
        AttentionShape shape = new AttentionShape(
                sequences.count(),
                sequences.steps(),
                block.getHeads(),
                block.getKvHeads(),
                block.getHeadSize(),
                AttentionShape.Mask.CAUSAL);
        INDArray table = RotaryTables.of(sequences.steps(), block.getHeadSize(), block.getRopeTheta(), x.dataType());
        Parts parts = new Parts(math, weights, block.loraScale(), block.getEps());
        AttentionPart attention = AttentionPart.forward(parts, x, shape, table);
        FeedForwardPart feedForward = FeedForwardPart.forward(parts, attention.sum());
        return new Pass() {
            @Override
            public INDArray output() {
                return feedForward.sum();
            }

            @Override
            public Optional<INDArray> backward(INDArray dy, Weights gradients) {
                return Optional.of(attention.backward(feedForward.backward(dy, gradients), gradients));
            }
        };
    }

    /** What both halves compute with. */
    private record Parts(RowMath math, Weights weights, double scale, double eps) {
        Projection projection(String name) {
            return new Projection(math, weights, name, scale);
        }

        INDArray norm(INDArray x, String gain) {
            return math.rmsNorm(x, weights.plain(gain), eps);
        }

        /** The gradient behind the norm is added to the residual's. */
        INDArray normBackward(INDArray x, String gain, INDArray dNorm, INDArray residual, Weights gradients) {
            if (gradients.has(gain)) {
                math.rmsNormGain(x, eps, dNorm, gradients.plain(gain));
            }
            return math.rmsNormInput(x, weights.plain(gain), eps, dNorm).addi(residual);
        }
    }

    /** @param sum of x and what attention wrote */
    private record AttentionPart(
            Parts parts,
            AttentionShape shape,
            INDArray table,
            INDArray x,
            INDArray norm,
            INDArray q,
            INDArray k,
            INDArray v,
            Attended attended,
            INDArray sum) {
        static AttentionPart forward(Parts parts, INDArray x, AttentionShape shape, INDArray table) {
            INDArray norm = parts.norm(x, DecoderBlock.ATTENTION_GAIN);
            INDArray q = parts.projection(DecoderBlock.QUERY).forward(norm);
            INDArray k = parts.projection(DecoderBlock.KEY).forward(norm);
            INDArray v = parts.projection(DecoderBlock.VALUE).forward(norm);
            parts.math().rotate(q, shape.headSize(), table);
            parts.math().rotate(k, shape.headSize(), table);
            Attended attended = parts.math().attend(shape, q, k, v);
            INDArray sum = parts.projection(DecoderBlock.OUTPUT)
                    .forward(attended.out())
                    .addi(x);
            return new AttentionPart(parts, shape, table, x, norm, q, k, v, attended, sum);
        }

        INDArray backward(INDArray dSum, Weights gradients) {
            RowMath math = parts.math();
            INDArray dOut = parts.projection(DecoderBlock.OUTPUT).backward(attended.out(), dSum, gradients);
            var heads = math.attendBackward(shape, q, k, v, attended, dOut);
            math.rotateBack(heads.q(), shape.headSize(), table);
            math.rotateBack(heads.k(), shape.headSize(), table);
            INDArray dNorm = parts.projection(DecoderBlock.QUERY).backward(norm, heads.q(), gradients);
            dNorm.addi(parts.projection(DecoderBlock.KEY).backward(norm, heads.k(), gradients));
            dNorm.addi(parts.projection(DecoderBlock.VALUE).backward(norm, heads.v(), gradients));
            return parts.normBackward(x, DecoderBlock.ATTENTION_GAIN, dNorm, dSum, gradients);
        }
    }

    /** @param sum of x and what the feed-forward layers wrote */
    private record FeedForwardPart(
            Parts parts, INDArray x, INDArray norm, INDArray gate, INDArray up, INDArray product, INDArray sum) {
        static FeedForwardPart forward(Parts parts, INDArray x) {
            INDArray norm = parts.norm(x, DecoderBlock.FEED_FORWARD_GAIN);
            INDArray gate = parts.projection(DecoderBlock.GATE).forward(norm);
            INDArray up = parts.projection(DecoderBlock.UP).forward(norm);
            INDArray product = parts.math().swiGlu(gate, up);
            INDArray sum = parts.projection(DecoderBlock.DOWN).forward(product).addi(x);
            return new FeedForwardPart(parts, x, norm, gate, up, product, sum);
        }

        INDArray backward(INDArray dSum, Weights gradients) {
            INDArray dProduct = parts.projection(DecoderBlock.DOWN).backward(product, dSum, gradients);
            var both = parts.math().swiGluBackward(gate, up, dProduct);
            INDArray dNorm = parts.projection(DecoderBlock.GATE).backward(norm, both.gate(), gradients);
            dNorm.addi(parts.projection(DecoderBlock.UP).backward(norm, both.up(), gradients));
            return parts.normBackward(x, DecoderBlock.FEED_FORWARD_GAIN, dNorm, dSum, gradients);
        }
    }
}
