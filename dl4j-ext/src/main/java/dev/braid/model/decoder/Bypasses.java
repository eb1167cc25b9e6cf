package dev.braid.model.decoder;

import dev.braid.model.bypass.Lora;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.graph.BypassSite;
import dev.braid.model.graph.OpGraph;
import dev.braid.model.program.AdapterShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The forward graph of a decoder with the bypasses of all adapters that it may carry. */
final class Bypasses {
    private Bypasses() {}

    static OpGraph forward(ModelConfig config, List<AdapterShape> adapters, TrainingMethod method) {
        float dropout = method instanceof TrainingMethod.LoraAdapter lora ? lora.dropout() : 0;
        return Lora.apply(DecoderGraph.forward(config), sites(adapters, method.adapter()), dropout);
    }

    private static List<BypassSite> sites(List<AdapterShape> adapters, Optional<AdapterShape> trained) {
        Map<String, BypassSite> sites = new LinkedHashMap<>();
        Stream.concat(adapters.stream(), trained.stream())
                .flatMap(shape -> shape.bypasses().stream())
                .forEach(bypass -> sites.merge(bypass.module(), site(bypass), Bypasses::wider));
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
