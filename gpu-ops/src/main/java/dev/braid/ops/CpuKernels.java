package dev.braid.ops;

import dev.braid.ops.activation.DropoutOracle;
import dev.braid.ops.activation.DropoutVector;
import dev.braid.ops.activation.ReluOracle;
import dev.braid.ops.activation.ReluVector;
import dev.braid.ops.activation.SwiGluOracle;
import dev.braid.ops.activation.SwiGluVector;
import dev.braid.ops.attention.AttentionOracle;
import dev.braid.ops.attention.AttentionVector;
import dev.braid.ops.device.CpuDevice;
import dev.braid.ops.device.WorkerPool;
import dev.braid.ops.embedding.EmbeddingBagOracle;
import dev.braid.ops.embedding.EmbeddingBagVector;
import dev.braid.ops.embedding.EmbeddingOracle;
import dev.braid.ops.embedding.EmbeddingVector;
import dev.braid.ops.interaction.InteractionOracle;
import dev.braid.ops.interaction.InteractionVector;
import dev.braid.ops.linear.LinearOracle;
import dev.braid.ops.linear.LinearVector;
import dev.braid.ops.lora.LoraOracle;
import dev.braid.ops.lora.LoraVector;
import dev.braid.ops.loss.CrossEntropyOracle;
import dev.braid.ops.loss.CrossEntropyVector;
import dev.braid.ops.math.Precision;
import dev.braid.ops.norm.LayerNormOracle;
import dev.braid.ops.norm.LayerNormVector;
import dev.braid.ops.norm.RmsNormOracle;
import dev.braid.ops.norm.RmsNormVector;
import dev.braid.ops.pointwise.PointwiseOracle;
import dev.braid.ops.pointwise.PointwiseVector;
import dev.braid.ops.rescale.RescaleOracle;
import dev.braid.ops.rescale.RescaleVector;
import dev.braid.ops.rope.RopeOracle;
import dev.braid.ops.rope.RopeVector;
import dev.braid.ops.sampling.SamplerCpu;
import dev.braid.ops.update.UpdateOracle;
import dev.braid.ops.update.UpdateVector;

/** The kernels of the CPU device: the plain oracles, and the fast ones that give the same bits. */
public final class CpuKernels {
    private CpuKernels() {}

    /** Plain loops; FLOAT gives the bits of {@link #vector}, DOUBLE accumulates in double. */
    public static Kernels oracle(Precision precision) {
        return new Kernels(
                new LinearOracle(precision),
                new AttentionOracle(precision),
                new RmsNormOracle(precision),
                new LayerNormOracle(precision),
                new RopeOracle(precision),
                new SwiGluOracle(precision),
                new ReluOracle(),
                new DropoutOracle(precision),
                new EmbeddingOracle(precision),
                new EmbeddingBagOracle(precision),
                new InteractionOracle(precision),
                new LoraOracle(precision),
                new RescaleOracle(precision),
                new CrossEntropyOracle(precision),
                new PointwiseOracle(precision),
                new SamplerCpu(new WorkerPool(1)),
                new UpdateOracle(precision));
    }

    /** Vector API kernels on the device's threads. */
    public static Kernels vector(CpuDevice device) {
        return new Kernels(
                new LinearVector(device.pool()),
                new AttentionVector(device.pool()),
                new RmsNormVector(device.pool()),
                new LayerNormVector(device.pool()),
                new RopeVector(device.pool()),
                new SwiGluVector(device.pool()),
                new ReluVector(device.pool()),
                new DropoutVector(device.pool()),
                new EmbeddingVector(device.pool()),
                new EmbeddingBagVector(device.pool()),
                new InteractionVector(device.pool()),
                new LoraVector(device.pool()),
                new RescaleVector(device.pool()),
                new CrossEntropyVector(device.pool()),
                new PointwiseVector(device.pool()),
                new SamplerCpu(device.pool()),
                new UpdateVector(device.pool()));
    }
}
