package dev.braid.model.decoder;

import dev.braid.model.bypass.Bypasses;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.graph.BypassSite;
import dev.braid.model.graph.OpGraph;
import dev.braid.model.graph.Param;
import dev.braid.model.graph.RescaleSite;
import dev.braid.model.program.AdapterShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the adapters that a decoder may carry sit: of all at one linear the widest, and the one in training. */
final class BypassSites {
    private record PairKey(String module, BypassSite.Form form) {}

    private record VectorKey(String module, RescaleSite.Side side) {}

    private final Map<PairKey, BypassSite> pairs = new LinkedHashMap<>();
    private final Map<VectorKey, RescaleSite> vectors = new LinkedHashMap<>();

    private BypassSites() {}

    /** The forward graph of a decoder with the bypasses of all its adapters. */
    static OpGraph forward(ModelConfig config, List<AdapterShape> adapters, TrainingMethod method) {
        BypassSites sites = new BypassSites();
        adapters.forEach(shape -> shape.bypasses().forEach(bypass -> sites.add(bypass, false)));
        method.adapter().ifPresent(shape -> shape.bypasses().forEach(bypass -> sites.add(bypass, true)));
        return Bypasses.apply(
                DecoderGraph.forward(config),
                new ArrayList<>(sites.pairs.values()),
                new ArrayList<>(sites.vectors.values()),
                method.dropout());
    }

    private void add(AdapterShape.Bypass bypass, boolean trained) {
        if (bypass instanceof AdapterShape.Lora lora) {
            pair(lora.module(), BypassSite.Form.LORA, lora.a(), lora.b(), trained);
        } else if (bypass instanceof AdapterShape.Bottleneck bottleneck) {
            pair(bottleneck.module(), BypassSite.Form.BOTTLENECK, bottleneck.down(), bottleneck.up(), trained);
        } else if (bypass instanceof AdapterShape.Rescale rescale) {
            Optional<Param> vector = trained ? Optional.of(rescale.vector()) : Optional.empty();
            vectors.merge(
                    new VectorKey(rescale.module(), rescale.side()),
                    new RescaleSite(
                            rescale.module(), rescale.side(), rescale.vector().cols(), vector),
                    (before, site) -> site.trained().isPresent() ? site : before);
        }
    }

    private void pair(String module, BypassSite.Form form, Param a, Param b, boolean trained) {
        Optional<BypassSite.Pair> pair = trained ? Optional.of(new BypassSite.Pair(a, b)) : Optional.empty();
        pairs.merge(
                new PairKey(module, form),
                new BypassSite(module, form, a.cols(), b.rows(), a.rows(), pair),
                (before, site) -> new BypassSite(
                        module,
                        form,
                        site.in(),
                        site.out(),
                        Math.max(before.width(), site.width()),
                        site.trained().or(before::trained)));
    }
}
