package dev.braid.model.decoder;

import dev.braid.model.bypass.Lora;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.graph.BypassSite;
import dev.braid.model.graph.Op;
import dev.braid.model.graph.OpGraph;
import dev.braid.model.graph.Param;
import dev.braid.model.pass.Lower;
import dev.braid.model.pass.Prune;
import dev.braid.model.pass.Reverse;
import dev.braid.model.program.AdapterShape;
import dev.braid.model.program.ModelWidths;
import dev.braid.model.program.Program;
import dev.braid.model.program.TrainableLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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
        Optional<AdapterShape> trained =
                method instanceof TrainingMethod.LoraAdapter lora ? Optional.of(lora.adapter()) : Optional.empty();
        float dropout = method instanceof TrainingMethod.LoraAdapter lora ? lora.dropout() : 0;
        OpGraph forward = Lora.apply(DecoderGraph.forward(config), sites(adapters, trained), dropout);
        if (method instanceof TrainingMethod.None) {
            return new DecoderModel(config, method, Lower.inference(forward), TrainableLayout.of(List.of()));
        }
        TrainableLayout layout = trained.map(AdapterShape::layout)
                .orElseGet(() -> TrainableLayout.of(DecoderGraph.params(config).values()));
        Set<Param> trainable = new HashSet<>();
        layout.entries().forEach(entry -> trainable.add(entry.param()));
        OpGraph training = Prune.of(Reverse.of(DecoderGraph.withLoss(forward)), trainable);
        return new DecoderModel(config, method, Lower.training(forward, training), layout);
    }

    /** The sizes that memory depends on. */
    public ModelWidths widths() {
        return new ModelWidths(
                config.layers(),
                config.hidden(),
                config.vocabSize(),
                config.kvHeads(),
                config.headDim(),
                config.slidingWindow().orElse(Op.Attention.UNLIMITED));
    }

    private static List<BypassSite> sites(List<AdapterShape> adapters, Optional<AdapterShape> trained) {
        Map<String, BypassSite> sites = new LinkedHashMap<>();
        Stream.concat(adapters.stream(), trained.stream())
                .flatMap(shape -> shape.bypasses().stream())
                .forEach(bypass -> sites.merge(bypass.module(), site(bypass), DecoderModel::wider));
        trained.ifPresent(shape -> shape.bypasses()
                .forEach(bypass ->
                        sites.computeIfPresent(bypass.module(), (module, site) -> trainedSite(site, bypass))));
        return new ArrayList<>(sites.values());
    }

    private static BypassSite site(AdapterShape.Bypass bypass) {
        return new BypassSite(
                bypass.module(),
                bypass.a().cols(),
                bypass.b().rows(),
                bypass.a().rows(),
                Optional.empty());
    }

    private static BypassSite wider(BypassSite a, BypassSite b) {
        return a.width() >= b.width() ? a : b;
    }

    private static BypassSite trainedSite(BypassSite site, AdapterShape.Bypass bypass) {
        return new BypassSite(
                site.module(),
                site.in(),
                site.out(),
                site.width(),
                Optional.of(new BypassSite.Pair(bypass.a(), bypass.b())));
    }
}
