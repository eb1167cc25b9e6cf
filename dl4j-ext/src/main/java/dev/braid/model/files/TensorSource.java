package dev.braid.model.files;

import java.util.List;
import java.util.Objects;

/** A tensor to be written: the stored type (F32, F16 or BF16), the shape, and where the values come from. */
public record TensorSource(TensorType type, List<Integer> shape, FloatSource values) {
    public TensorSource {
        shape = List.copyOf(shape);
        Objects.requireNonNull(values, "values");
        if (!type.isWeight()) {
            throw new IllegalArgumentException("type " + type + " cannot be written; use F32, F16 or BF16");
        }
        TensorHeader.bytes(type, shape);
    }

    long bytes() {
        return TensorHeader.bytes(type, shape);
    }

    long elements() {
        return bytes() / type.bytes();
    }
}
