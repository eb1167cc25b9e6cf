package dev.braid.dl4j.layer;

import dev.braid.dl4j.compute.AttentionShape;
import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeRecurrent;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;

/**
 * The attention half of a Transformer's layer with the norm in front: {@code x + attention(layerNorm(x))}, multi-head with
 * biases (Vaswani et al. 2017, Xiong et al. 2020). Reads and writes series of {@code nIn} features. Rows see all of their
 * series, or with {@link Mask#CAUSAL} those up to their own.
 *
 * <p>Parameters: {@code Wq}, {@code Wk}, {@code Wv}, {@code Wo} {@code [nIn, nIn]}, their biases {@code bq}, {@code bk},
 * {@code bv}, {@code bo}, and the norm's {@code gain} and {@code shift}, all {@code [1, nIn]}.
 */
public final class AttentionBlock extends KernelLayer {
    /** Which rows of its series a row sees. */
    public enum Mask {
        /** All; scores and weighted sums are ND4J's, the rest gpu-ops'. */
        NONE,
        CAUSAL
    }

    static final String QUERY = "Wq";
    static final String KEY = "Wk";
    static final String VALUE = "Wv";
    static final String OUTPUT = "Wo";
    static final String GAIN = "gain";
    static final String SHIFT = "shift";

    private int heads;
    private Mask mask;
    private double eps;

    AttentionBlock() {}

    private AttentionBlock(Builder builder) {
        super(builder);
        heads = builder.heads;
        mask = builder.mask;
        eps = builder.eps;
        if (heads < 1) {
            throw new IllegalArgumentException("heads is " + heads + ", must be at least 1");
        }
    }

    /** The bias of a projection. */
    static String bias(String projection) {
        return projection.replace('W', 'b');
    }

    public int getHeads() {
        return heads;
    }

    public Mask getMask() {
        return mask;
    }

    public double getEps() {
        return eps;
    }

    AttentionShape shape(RowFunction.Sequences sequences) {
        return new AttentionShape(
                sequences.count(),
                sequences.steps(),
                heads,
                heads,
                Math.toIntExact(nIn / heads),
                mask == Mask.CAUSAL ? AttentionShape.Mask.CAUSAL : AttentionShape.Mask.NONE);
    }

    @Override
    public void setNIn(InputType input, boolean override) {
        if (!(input instanceof InputTypeRecurrent)) {
            throw new IllegalStateException(named() + " reads " + input + ", but needs a series, as recurrent:64x32");
        }
        setFeatures(input, override);
        setNOut(getNIn());
        if (getNIn() % heads != 0) {
            throw new IllegalStateException(
                    named() + " has " + heads + " heads, which do not divide its " + getNIn() + " features");
        }
    }

    @Override
    List<Weight> baseWeights() {
        return List.of(
                Weight.gain(GAIN, nIn),
                Weight.bias(SHIFT, nIn),
                Weight.matrix(QUERY, nIn, nIn),
                Weight.bias(bias(QUERY), nIn),
                Weight.matrix(KEY, nIn, nIn),
                Weight.bias(bias(KEY), nIn),
                Weight.matrix(VALUE, nIn, nIn),
                Weight.bias(bias(VALUE), nIn),
                Weight.matrix(OUTPUT, nIn, nIn),
                Weight.bias(bias(OUTPUT), nIn));
    }

    @Override
    RowFunction function() {
        return new AttentionBlockFunction(this);
    }

    @Override
    List<Object> settings() {
        return List.of(heads, mask, eps);
    }

    /** The settings. */
    public static final class Builder extends FeedForwardLayer.Builder<Builder> {
        private static final double USUAL_EPS = 1e-5;

        private int heads;
        private Mask mask = Mask.NONE;
        private double eps = USUAL_EPS;

        /** They divide the features between them. */
        public Builder heads(int count) {
            heads = count;
            return this;
        }

        /** {@link Mask#NONE} unless set. */
        public Builder mask(Mask seen) {
            mask = seen;
            return this;
        }

        /** Added to the variance in the norm; 1e-5 unless set. */
        public Builder eps(double added) {
            eps = added;
            return this;
        }

        @Override
        @SuppressWarnings("unchecked")
        public AttentionBlock build() {
            return new AttentionBlock(this);
        }
    }
}
