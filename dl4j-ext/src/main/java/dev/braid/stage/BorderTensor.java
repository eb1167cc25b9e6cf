package dev.braid.stage;

import java.util.List;

/**
 * A tensor that enters or leaves a stage: {@code [samples, sampleShape...]}, row-major. It bears the name of the vertex
 * that makes it, or of the model's input or label that it is; so a tensor has one name in all stages.
 *
 * @param sampleShape without the samples, for example {@code [features]} or {@code [channels, time]}
 */
public record BorderTensor(String name, ElementType type, List<Integer> sampleShape) {
    public BorderTensor {
        sampleShape = List.copyOf(sampleShape);
        if (sampleShape.stream().anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException(
                    "tensor " + name + " has the shape " + sampleShape + " per sample, but sizes must be at least 1");
        }
    }

    /** Numbers of one sample. */
    public int sampleLength() {
        return sampleShape.stream().reduce(1, Math::multiplyExact);
    }

    /** Bytes of one sample. */
    public int sampleBytes() {
        return Math.multiplyExact(sampleLength(), type.bytes());
    }
}
