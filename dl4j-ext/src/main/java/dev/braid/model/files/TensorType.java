package dev.braid.model.files;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The element type of a stored tensor, named as in safetensors headers. */
public enum TensorType {
    F64(8),
    F32(4),
    F16(2),
    BF16(2),
    I64(8),
    I32(4),
    I16(2),
    I8(1),
    U8(1),
    BOOL(1);

    private final int bytes;

    TensorType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Whether model weights may have this type: F32, F16 and BF16 convert to float exactly. */
    public boolean isWeight() {
        return this == F32 || this == F16 || this == BF16;
    }

    /** The name that {@code config.json} uses, such as {@code bfloat16}; for weight types only. */
    String torchName() {
        return switch (this) {
            case F32 -> "float32";
            case F16 -> "float16";
            case BF16 -> "bfloat16";
            default -> throw new IllegalArgumentException(this + " is no weight type; use F32, F16 or BF16");
        };
    }

    static Optional<TensorType> named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    static Optional<TensorType> torchNamed(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceFirst("^torch\\.", "");
        return Arrays.stream(values())
                .filter(TensorType::isWeight)
                .filter(type -> type.torchName().equals(plain))
                .findFirst();
    }
}
