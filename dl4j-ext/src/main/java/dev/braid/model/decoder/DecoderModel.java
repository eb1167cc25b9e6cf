package dev.braid.model.decoder;

import dev.braid.model.files.ModelConfig;
import dev.braid.model.graph.Op;
import dev.braid.model.graph.OpGraph;
import dev.braid.model.pass.Lower;
import dev.braid.model.pass.Rematerialise;
import dev.braid.model.program.AdapterShape;
import dev.braid.model.program.ModelWidths;
import dev.braid.model.program.Program;
import dev.braid.model.program.TrainableLayout;
import java.util.List;

/**
 * A decoder with the adapters that it may carry and the way it is trained, compiled to a program. No memory yet.
 *
 * @param layout of the parameters that training changes; empty when nothing is trained
 */
public record DecoderModel(ModelConfig config, TrainingMethod method, Program program, TrainableLayout layout) {
    /**
     * Compiles a model.
     *
     * @param adapters shapes of the adapters that rows may use, the one in training among them
     */
    public static DecoderModel compile(ModelConfig config, List<AdapterShape> adapters, TrainingMethod method) {
        return compile(config, adapters, method, new Rematerialise(Rematerialise.DEFAULT_SHARE));
    }

    /** Compiles a model that computes at most this share of its arithmetic again. */
    public static DecoderModel compile(
            ModelConfig config, List<AdapterShape> adapters, TrainingMethod method, Rematerialise rematerialise) {
        if (method instanceof TrainingMethod.None) {
            OpGraph forward = BypassSites.forward(config, adapters, method);
            return new DecoderModel(config, method, Lower.inference(forward), TrainableLayout.of(List.of()));
        }
        TrainingGraphs graphs = TrainingGraphs.of(config, adapters, method, rematerialise);
        Program program = Lower.training(graphs.forward(), graphs.rematerialised());
        return new DecoderModel(config, method, program, graphs.layout());
    }

    /** The sizes that memory depends on. */
    public ModelWidths widths() {
        return widths(config);
    }

    /** The sizes of any model of this configuration. */
    public static ModelWidths widths(ModelConfig config) {
        return new ModelWidths(
                config.layers(),
                config.hidden(),
                config.vocabSize(),
                config.kvHeads(),
                config.headDim(),
                config.slidingWindow().orElse(Op.Attention.UNLIMITED));
    }
}
