package dev.braid.dl4j.layer;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer's parameters, or their gradients, by name. */
record Weights(Map<String, INDArray> arrays) {
    /** {@code [out, in]}, row-major. */
    INDArray matrix(String name) {
        return arrays.get(name).transpose();
    }

    /** {@code [1, n]}, or a table {@code [rows, out]}: as it is. */
    INDArray plain(String name) {
        return arrays.get(name);
    }

    boolean has(String name) {
        return arrays.containsKey(name);
    }
}
