package dev.braid.dl4j.layer;

import dev.braid.dl4j.compute.RowMath;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The product with one weight; beside it the low-rank bypass {@code scale * (x A) B} where the layer has one there
 * (Hu et al. 2021). A weight without a gradient in the given map is frozen.
 */
record Projection(RowMath math, Weights weights, String name, double scale) {
    static String loraA(String name) {
        return name + ".loraA";
    }

    static String loraB(String name) {
        return name + ".loraB";
    }

    private boolean bypassed() {
        return weights.has(loraA(name));
    }

    INDArray forward(INDArray x) {
        INDArray y = math.linear(x, weights.matrix(name));
        return bypassed()
                ? y.addi(math.linear(down(x), weights.matrix(loraB(name))).muli(scale))
                : y;
    }

    private INDArray down(INDArray x) {
        return math.linear(x, weights.matrix(loraA(name)));
    }

    INDArray backward(INDArray x, INDArray dy, Weights gradients) {
        INDArray dx = math.linearInput(dy, weights.matrix(name));
        if (gradients.has(name)) {
            math.linearWeight(dy, x, gradients.matrix(name));
        }
        if (bypassed()) {
            INDArray scaled = dy.mul(scale);
            math.linearWeight(scaled, down(x), gradients.matrix(loraB(name)));
            INDArray narrow = math.linearInput(scaled, weights.matrix(loraB(name)));
            math.linearWeight(narrow, x, gradients.matrix(loraA(name)));
            dx.addi(math.linearInput(narrow, weights.matrix(loraA(name))));
        }
        return dx;
    }
}
