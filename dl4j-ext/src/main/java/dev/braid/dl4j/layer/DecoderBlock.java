package dev.braid.dl4j.layer;

import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeRecurrent;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;

/**
 * A decoder's block as in Llama (Touvron et al. 2023): RMSNorm, causal attention with rotary positions and grouped heads
 * of keys and values, the residual, RMSNorm, SwiGLU, the residual. Reads and writes series of {@code nIn} features; a
 * stack of them exports to a Hugging Face folder ({@code dl4j.export}).
 *
 * <p>Parameters: {@code Wq}, {@code Wk}, {@code Wv}, {@code Wo}, {@code Wgate}, {@code Wup}, {@code Wdown} {@code [in,
 * out]}, {@code gainAttention} and {@code gainFeedForward} {@code [1, nIn]}.
 */
public final class DecoderBlock extends KernelLayer {
    static final String QUERY = "Wq";
    static final String KEY = "Wk";
    static final String VALUE = "Wv";
    static final String OUTPUT = "Wo";
    static final String GATE = "Wgate";
    static final String UP = "Wup";
    static final String DOWN = "Wdown";
    static final String ATTENTION_GAIN = "gainAttention";
    static final String FEED_FORWARD_GAIN = "gainFeedForward";

    private int heads;
    private int kvHeads;
    private int headSize;
    private int intermediate;
    private double ropeTheta;
    private double eps;

    DecoderBlock() {}

    private DecoderBlock(Builder builder) {
        super(builder);
        heads = builder.heads;
        kvHeads = builder.kvHeads == 0 ? builder.heads : builder.kvHeads;
        headSize = builder.headSize;
        intermediate = builder.intermediate;
        ropeTheta = builder.ropeTheta;
        eps = builder.eps;
        if (heads < 1 || kvHeads < 1 || heads % kvHeads != 0) {
            throw new IllegalArgumentException("heads is " + heads + " and kvHeads " + kvHeads
                    + "; both must be at least 1, and kvHeads must divide heads");
        }
        if (intermediate < 1) {
            throw new IllegalArgumentException("intermediate is " + intermediate + ", must be at least 1");
        }
    }

    public int getHeads() {
        return heads;
    }

    public int getKvHeads() {
        return kvHeads;
    }

    public int getHeadSize() {
        return headSize;
    }

    public int getIntermediate() {
        return intermediate;
    }

    public double getRopeTheta() {
        return ropeTheta;
    }

    public double getEps() {
        return eps;
    }

    @Override
    public void setNIn(InputType input, boolean override) {
        if (!(input instanceof InputTypeRecurrent)) {
            throw new IllegalStateException(named() + " reads " + input + ", but needs a series, as recurrent:64x32");
        }
        setFeatures(input, override);
        setNOut(getNIn());
        if (headSize == 0) {
            headSize = Math.toIntExact(getNIn() / heads);
        }
        if (headSize < 2 || headSize % 2 != 0) {
            throw new IllegalStateException(named() + " has heads of " + headSize
                    + " features, but rotary positions turn pairs; set headSize to an even number, or heads so that"
                    + " nIn / heads is one");
        }
    }

    @Override
    List<Weight> baseWeights() {
        long query = (long) heads * headSize;
        long key = (long) kvHeads * headSize;
        return List.of(
                Weight.gain(ATTENTION_GAIN, nIn),
                Weight.matrix(QUERY, nIn, query),
                Weight.matrix(KEY, nIn, key),
                Weight.matrix(VALUE, nIn, key),
                Weight.matrix(OUTPUT, query, nIn),
                Weight.gain(FEED_FORWARD_GAIN, nIn),
                Weight.matrix(GATE, nIn, intermediate),
                Weight.matrix(UP, nIn, intermediate),
                Weight.matrix(DOWN, intermediate, nIn));
    }

    @Override
    RowFunction function() {
        return new DecoderBlockFunction(this);
    }

    @Override
    List<Object> settings() {
        return List.of(heads, kvHeads, headSize, intermediate, ropeTheta, eps);
    }

    /** Sizes; what is not set follows from the input. */
    public static final class Builder extends FeedForwardLayer.Builder<Builder> {
        private static final double USUAL_THETA = 10_000;
        private static final double USUAL_EPS = 1e-5;

        private int heads;
        private int kvHeads;
        private int headSize;
        private int intermediate;
        private double ropeTheta = USUAL_THETA;
        private double eps = USUAL_EPS;

        public Builder heads(int count) {
            heads = count;
            return this;
        }

        /** Heads of keys and values; as many as heads unless set. */
        public Builder kvHeads(int count) {
            kvHeads = count;
            return this;
        }

        /** {@code nIn / heads} unless set. */
        public Builder headSize(int features) {
            headSize = features;
            return this;
        }

        /** Features between the gate and the last product. */
        public Builder intermediate(int features) {
            intermediate = features;
            return this;
        }

        /** The base of the rotary frequencies; 10,000 unless set. */
        public Builder ropeTheta(double base) {
            ropeTheta = base;
            return this;
        }

        /** Added to the mean square in the norms; 1e-5 unless set. */
        public Builder eps(double added) {
            eps = added;
            return this;
        }

        @Override
        @SuppressWarnings("unchecked")
        public DecoderBlock build() {
            return new DecoderBlock(this);
        }
    }
}
