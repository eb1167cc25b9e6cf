package dev.braid.dl4j.layer;

import dev.braid.dl4j.compute.RowMath;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a layer computes on rows {@code [sequences * steps, features]}. */
interface RowFunction {
    /** @param x row-major; not written to */
    Pass forward(RowMath math, Weights weights, INDArray x, Sequences sequences);

    /** How rows make up sequences; data without steps is sequences of one. */
    record Sequences(int count, int steps) {}

    /** One forward pass with what its backward pass needs. */
    interface Pass {
        INDArray output();

        /**
         * @param dy gradient of the output
         * @param gradients of trained weights, added to
         * @return gradient of x; empty where x has none, as ids have
         */
        Optional<INDArray> backward(INDArray dy, Weights gradients);
    }
}
