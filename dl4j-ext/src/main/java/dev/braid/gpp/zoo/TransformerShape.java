package dev.braid.gpp.zoo;

/**
 * The sizes of a Transformer's layer.
 *
 * @param sequence tokens of a sample
 * @param ffn features between the two linears
 */
record TransformerShape(int sequence, int hidden, int heads, int ffn) {
    TransformerShape {
        if (hidden % heads != 0) {
            throw new IllegalArgumentException("heads is " + heads + ", but must divide hidden, which is " + hidden);
        }
    }
}
