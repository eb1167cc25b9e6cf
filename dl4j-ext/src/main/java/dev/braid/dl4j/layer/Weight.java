package dev.braid.dl4j.layer;

/**
 * A parameter of a layer.
 *
 * @param in features read; 1 for a vector
 * @param out features written
 */
record Weight(String name, Kind kind, long in, long out, Learning learning) {
    enum Kind {
        /** {@code [in, out]}, column-major as DL4J has its own: the memory of {@code [out, in]} row-major. */
        MATRIX,
        /** {@code [in, out]}, row-major: rows are looked up. */
        TABLE,
        /** {@code [1, out]}, begins as ones. */
        GAIN,
        /** {@code [1, out]}, begins as the layer's bias value. */
        BIAS,
        /** The first matrix of a low-rank bypass, {@code [in, rank]}: begins uniform in ±1/sqrt(in), as PEFT draws it. */
        LORA_A,
        /** The second, {@code [rank, out]}: begins as zeros, so that the bypass changes nothing. */
        LORA_B
    }

    enum Learning {
        TRAINED,
        FROZEN
    }

    static Weight matrix(String name, long in, long out) {
        return new Weight(name, Kind.MATRIX, in, out, Learning.TRAINED);
    }

    static Weight table(String name, long rows, long out) {
        return new Weight(name, Kind.TABLE, rows, out, Learning.TRAINED);
    }

    static Weight gain(String name, long count) {
        return new Weight(name, Kind.GAIN, 1, count, Learning.TRAINED);
    }

    static Weight bias(String name, long count) {
        return new Weight(name, Kind.BIAS, 1, count, Learning.TRAINED);
    }

    /** How its elements lie in memory. */
    char order() {
        return kind == Kind.TABLE ? 'c' : 'f';
    }

    Weight frozen() {
        return new Weight(name, kind, in, out, Learning.FROZEN);
    }

    long count() {
        return in * out;
    }
}
