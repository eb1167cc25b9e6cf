package dev.braid.stage;

import java.util.List;
import java.util.Set;

/**
 * What enters and leaves a stage. Every list has one order, in which tensors are handed over and taken.
 *
 * @param inputs what forward reads: outputs of earlier stages and inputs of the model
 * @param modelInputs names of those inputs that are the model's own; no gradient is asked of them
 * @param outputs what other stages read; backward reads their gradients. A tensor that several stages read is here once,
 *     and its gradient is the sum over those stages
 * @param labels of the output layers in this stage; forward reads them too
 */
public record StageBorder(
        List<BorderTensor> inputs, Set<String> modelInputs, List<BorderTensor> outputs, List<BorderTensor> labels) {
    public StageBorder {
        inputs = List.copyOf(inputs);
        modelInputs = Set.copyOf(modelInputs);
        outputs = List.copyOf(outputs);
        labels = List.copyOf(labels);
    }

    /** Inputs that come from other stages: backward makes their gradients, in this order. */
    public List<BorderTensor> received() {
        return inputs.stream()
                .filter(input -> !modelInputs.contains(input.name()))
                .toList();
    }
}
