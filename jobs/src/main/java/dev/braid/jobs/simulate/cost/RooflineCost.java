package dev.braid.jobs.simulate.cost;

import dev.braid.jobs.sched.latency.StepCost;
import dev.braid.jobs.sched.latency.StepLoad;

/**
 * The cost of a step on a group of GPUs, from its operations and bytes: fixed overheads plus, for each part of the step,
 * the longer of operations over rate and bytes over bandwidth. Decode, prefill and forward rows share one read of the
 * weights; the head sees each decode row and one prefill row; a backward window reads its layer's weights once, a head
 * window the head's twice. The base is frozen, so backward is the gradient of inputs and of the LoRA. Never falls when a
 * count of the load rises. Immutable.
 */
public final class RooflineCost implements StepCost {
    /** Query rows that share one read of keys and values where a sequence has many rows. */
    private static final double QUERY_TILE = 64;

    /** Operations of attention's backward for each one of its forward. */
    private static final double ATTENTION_BACKWARD = 2.5;

    private final ModelShape model;
    private final Efficiency efficiency;
    private final Roofline roofline;
    private final double loraWeights;

    /** Throws {@link IllegalArgumentException} when the heads cannot be divided over the GPUs. */
    public RooflineCost(GpuSpec gpu, TensorParallel parallel, ModelShape model, LoraShape lora, Efficiency efficiency) {
        if (model.kvHeads() % parallel.degree() != 0) {
            throw new IllegalArgumentException("tensor parallel degree is " + parallel.degree() + ", must divide the "
                    + model.kvHeads() + " key-value heads of " + model.name());
        }
        this.model = model;
        this.efficiency = efficiency;
        this.roofline = new Roofline(gpu, parallel, efficiency);
        this.loraWeights = lora.layerWeights(model);
    }

    @Override
    public double nanos(StepLoad load) {
        if (load.isEmpty()) {
            return 0;
        }
        return efficiency.overheads().step() + batch(load) + attention(load) + head(load) + backward(load);
    }

    /** The batch that goes forward, without its attention. */
    private double batch(StepLoad load) {
        double rows = load.batchRows();
        if (rows == 0) {
            return 0;
        }
        Overheads overheads = efficiency.overheads();
        double layer = overheads.layer() + (load.forwardRows() > 0 ? overheads.forwardLayer() : 0);
        layer += layerGemms(rows);
        layer += roofline.allReduce(2, 2 * rows * rowBytes());
        long sampled = load.decodeRows() + (load.prefillRows() > 0 ? 1 : 0);
        return model.layers() * layer + (sampled > 0 ? headGemm(sampled, 1) : 0);
    }

    private double attention(StepLoad load) {
        double decode = decodeNanosPerKey() * load.decodeKeys();
        double rows = load.prefillRows() + load.forwardRows();
        double keys = load.prefillKeys() + load.forwardKeys();
        return decode + model.layers() * rowsAttention(rows, keys, 1);
    }

    private double rowsAttention(double rows, double keys, double timesForward) {
        double flops = timesForward * keys * model.attentionFlopsPerKey();
        double bytes = timesForward * (rows + keys / QUERY_TILE) * model.kvBytesPerTokenAndLayer();
        return roofline.longer(flops, efficiency.attention(), bytes);
    }

    /** Head windows: logits forward, gradient of their input back. */
    private double head(StepLoad load) {
        double windows = load.headWindows();
        double gemms = 2 * headGemm(load.headRows(), windows);
        return gemms
                + windows * efficiency.overheads().window()
                + roofline.allReduce(windows, load.headRows() * rowBytes());
    }

    private double backward(StepLoad load) {
        double windows = load.backwardWindows();
        double rows = load.backwardRows();
        double jump = windows + load.headWindows() > 0 ? efficiency.overheads().backward() : 0;
        double inputs = roofline.gemm(model.layerWeights(), rows, windows, efficiency.backwardGemm());
        // Of A and B both: the gradient of its input, and its own.
        double lora = 2 * roofline.gemm(loraWeights, rows, windows, efficiency.backwardGemm());
        return jump
                + windows * efficiency.overheads().window()
                + inputs
                + lora
                + rowsAttention(rows, load.backwardKeys(), ATTENTION_BACKWARD)
                + roofline.allReduce(2 * windows, 2 * rows * rowBytes());
    }

    private double layerGemms(double rows) {
        return roofline.gemm(model.layerWeights(), rows, 1, efficiency.gemm())
                + roofline.gemm(loraWeights, rows, 1, efficiency.gemm());
    }

    private double headGemm(double rows, double passes) {
        return roofline.gemm(model.headWeights(), rows, passes, efficiency.gemm());
    }

    private double rowBytes() {
        return (double) model.hidden() * ModelShape.BYTES;
    }

    /** Matrix products of one row through all layers, in a batch of {@code batchRows} rows. */
    double layersNanosPerRow(int batchRows) {
        return model.layers() * layerGemms(batchRows) / batchRows;
    }

    /** The head's matrix product of one row, in a batch of {@code batchRows} rows. */
    double headNanosPerRow(int batchRows) {
        return headGemm(batchRows, 1) / batchRows;
    }

    /** One decode row's attention to one key in all layers. */
    double decodeNanosPerKey() {
        return model.layers()
                * roofline.longer(
                        model.attentionFlopsPerKey(), efficiency.attention(), model.kvBytesPerTokenAndLayer());
    }
}
