package dev.braid.model.files;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What an adapter_config.json says about a bottleneck adapter (Houlsby, Pfeiffer): {@code y + W_up relu(W_down y)}
 * behind each targeted linear's output y. PEFT has no such adapters, so the folder's format is this project's own: the
 * {@code peft_type} is {@value #TYPE}, and each linear has {@code adapter_down.weight [rank, out]} and
 * {@code adapter_up.weight [out, rank]}.
 *
 * @param rank size of the bottleneck, at least 1
 * @param baseModel free text that names the base model; may be empty
 */
public record BottleneckConfig(int rank, TargetModules targets, String baseModel) implements AdapterConfig {
    static final String TYPE = "BRAID_BOTTLENECK";
    private static final String ACTIVATION = "relu";
    private static final Set<String> READ =
            Set.of("peft_type", "task_type", "base_model_name_or_path", "r", "target_modules", "activation");

    public BottleneckConfig {
        Objects.requireNonNull(targets, "targets");
        Objects.requireNonNull(baseModel, "baseModel");
        Bounds.atLeast(1, "r", rank);
    }

    static BottleneckConfig read(JsonFields json) {
        AdapterJson.refuseUnknown(json, READ);
        AdapterJson.requireValue(json, "activation", ACTIVATION);
        return json.build(() -> new BottleneckConfig(
                json.integer("r"),
                AdapterJson.targets(json, "target_modules"),
                json.text("base_model_name_or_path", "")));
    }

    @Override
    public String toJson() {
        ObjectNode json = AdapterJson.begin(TYPE, baseModel);
        json.put("r", rank);
        AdapterJson.putTargets(json, "target_modules", targets);
        json.put("activation", ACTIVATION);
        return ConfigWriter.pretty(json);
    }

    @Override
    public double dropout() {
        return 0;
    }

    /** The linears of a model that carry an adapter, in order. */
    public List<AdapterSite> sites(ModelConfig model) {
        return AdapterSites.of("target_modules", targets, model);
    }

    /** The key of a site's W_down. */
    public static String keyDown(AdapterSite site) {
        return PeftFolder.PREFIX + site.name() + ".adapter_down.weight";
    }

    /** The key of a site's W_up. */
    public static String keyUp(AdapterSite site) {
        return PeftFolder.PREFIX + site.name() + ".adapter_up.weight";
    }

    @Override
    public Map<String, List<Integer>> tensors(ModelConfig model) {
        Map<String, List<Integer>> tensors = new LinkedHashMap<>();
        for (AdapterSite site : sites(model)) {
            int out = site.module().outFeatures(model);
            tensors.put(keyDown(site), List.of(rank, out));
            tensors.put(keyUp(site), List.of(out, rank));
        }
        return tensors;
    }
}
