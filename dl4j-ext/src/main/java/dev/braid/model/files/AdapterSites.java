package dev.braid.model.files;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Finds the linears of a model that a field of adapter_config.json names. */
final class AdapterSites {
    private AdapterSites() {}

    /** @throws ModelFileException if a name matches no linear of the model */
    static List<AdapterSite> of(String field, TargetModules targets, ModelConfig model) {
        List<AdapterSite> sites =
                all(model).filter(site -> targets.covers(site.name())).toList();
        if (targets instanceof TargetModules.Suffixes suffixes) {
            suffixes.names().forEach(name -> requireMatch(field, name, sites, model));
        }
        if (sites.isEmpty()) {
            throw new ModelFileException(field + " " + targets + " matches no linear of the model; " + known(model));
        }
        return sites;
    }

    private static Stream<AdapterSite> all(ModelConfig model) {
        return model.layerNumbers()
                .boxed()
                .flatMap(layer -> Arrays.stream(LinearModule.values()).map(module -> new AdapterSite(layer, module)));
    }

    private static void requireMatch(String field, String target, List<AdapterSite> sites, ModelConfig model) {
        if (sites.stream().noneMatch(site -> TargetModules.Suffixes.isSuffix(target, site.name()))) {
            throw new ModelFileException(field + " " + target + " matches no linear of the model; " + known(model));
        }
    }

    private static String known(ModelConfig model) {
        return "its linears are "
                + Arrays.stream(LinearModule.values()).map(LinearModule::suffix).toList() + " in layers 0 to "
                + (model.layers() - 1);
    }
}
