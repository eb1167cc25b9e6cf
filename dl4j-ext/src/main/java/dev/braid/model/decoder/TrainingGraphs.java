package dev.braid.model.decoder;

import dev.braid.model.files.ModelConfig;
import dev.braid.model.graph.OpGraph;
import dev.braid.model.graph.Param;
import dev.braid.model.pass.Prune;
import dev.braid.model.pass.Rematerialise;
import dev.braid.model.pass.Reverse;
import dev.braid.model.program.AdapterShape;
import dev.braid.model.program.TrainableLayout;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The graphs between a decoder's configuration and its training program, one for each pass.
 *
 * @param layout of the parameters that training changes
 * @param forward from token ids to logits, with bypasses
 * @param reversed with the loss and the gradients of all parameters
 * @param pruned without the gradients that nobody needs
 * @param rematerialised with operators that are done again in place of saved tensors
 */
public record TrainingGraphs(
        TrainableLayout layout, OpGraph forward, OpGraph reversed, OpGraph pruned, OpGraph rematerialised) {
    /** @throws IllegalArgumentException when {@code method} trains nothing */
    public static TrainingGraphs of(
            ModelConfig config, List<AdapterShape> adapters, TrainingMethod method, Rematerialise rematerialise) {
        if (method instanceof TrainingMethod.None) {
            throw new IllegalArgumentException("a model that is not trained has no training graphs");
        }
        TrainableLayout layout = method.adapter()
                .map(AdapterShape::layout)
                .orElseGet(() -> TrainableLayout.of(DecoderGraph.params(config).values()));
        Set<Param> trainable = new HashSet<>();
        layout.entries().forEach(entry -> trainable.add(entry.param()));
        OpGraph forward = BypassSites.forward(config, adapters, method);
        OpGraph reversed = Reverse.of(DecoderGraph.withLoss(forward));
        OpGraph pruned = Prune.of(reversed, trainable);
        return new TrainingGraphs(layout, forward, reversed, pruned, rematerialise.apply(forward, pruned));
    }
}
