package dev.braid.gpp.zoo;

/**
 * What an operator reads or writes.
 *
 * @param producer id of the operator that writes it; empty for data
 * @param elements of one sample
 */
record Tensor(Origin origin, String producer, long elements) {
    enum Origin {
        DATA,
        OPERATOR
    }

    static Tensor data(long elements) {
        return new Tensor(Origin.DATA, "", elements);
    }

    static Tensor of(String producer, long elements) {
        return new Tensor(Origin.OPERATOR, producer, elements);
    }
}
