package dev.braid.stage;

/** How a number of a tensor is stored, in the byte order of the machine. */
public enum ElementType {
    FLOAT(Float.BYTES),
    DOUBLE(Double.BYTES);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    public int bytes() {
        return bytes;
    }
}
