package dev.braid.ops.sampling;

import dev.braid.ops.device.Stream;
import dev.braid.ops.memory.Matrix;
import java.util.List;

/** Chooses one token per row of logits: penalty, temperature, top-k, top-p, min-p, then a draw; in this order. */
public interface Sampler {
    /** @param logits {@code [rows.size(), vocabulary]}, left unchanged */
    void sample(Stream stream, Matrix logits, List<SamplingRow> rows, Sampled out);
}
