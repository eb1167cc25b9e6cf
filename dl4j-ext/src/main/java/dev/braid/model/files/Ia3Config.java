package dev.braid.model.files;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a PEFT adapter_config.json says about an (IA)3 adapter: a vector for each targeted linear, which multiplies its
 * output, or its input where the linear is a feed-forward one.
 *
 * @param feedForward which of the targets have their input multiplied; empty for none
 * @param baseModel free text that names the base model; may be empty
 */
public record Ia3Config(TargetModules targets, Optional<TargetModules> feedForward, String baseModel)
        implements AdapterConfig {
    static final String TYPE = "IA3";
    private static final String TARGETS = "target_modules";
    private static final String FEED_FORWARD = "feedforward_modules";

    private static final Set<String> READ =
            Set.of("peft_type", "task_type", "base_model_name_or_path", TARGETS, FEED_FORWARD, "init_ia3_weights");

    public Ia3Config {
        Objects.requireNonNull(targets, "targets");
        Objects.requireNonNull(feedForward, "feedForward");
        Objects.requireNonNull(baseModel, "baseModel");
    }

    /** The adapter that PEFT makes of a Llama by default: keys, values, and the inputs of down_proj. */
    public static Ia3Config standard(String baseModel) {
        return of(Set.of(LinearModule.K, LinearModule.V, LinearModule.DOWN), baseModel);
    }

    /** Vectors on these linears; the input of down_proj is multiplied, the output of all others. */
    public static Ia3Config of(Set<LinearModule> modules, String baseModel) {
        Optional<TargetModules> inputs = modules.contains(LinearModule.DOWN)
                ? Optional.of(TargetModules.of(Set.of(LinearModule.DOWN)))
                : Optional.empty();
        return new Ia3Config(TargetModules.of(modules), inputs, baseModel);
    }

    static Ia3Config read(JsonFields json) {
        AdapterJson.refuseUnknown(json, READ);
        boolean some = json.has(FEED_FORWARD) && !json.get(FEED_FORWARD).isEmpty()
                || json.has(FEED_FORWARD) && json.get(FEED_FORWARD).isTextual();
        return json.build(() -> new Ia3Config(
                AdapterJson.targets(json, TARGETS),
                some ? Optional.of(AdapterJson.targets(json, FEED_FORWARD)) : Optional.empty(),
                json.text("base_model_name_or_path", "")));
    }

    @Override
    public String toJson() {
        ObjectNode json = AdapterJson.begin(TYPE, baseModel);
        AdapterJson.putTargets(json, TARGETS, targets);
        feedForward.ifPresentOrElse(
                modules -> AdapterJson.putTargets(json, FEED_FORWARD, modules), () -> json.putArray(FEED_FORWARD));
        json.put("inference_mode", true);
        json.put("fan_in_fan_out", false);
        json.put("init_ia3_weights", true);
        return ConfigWriter.pretty(json);
    }

    @Override
    public double dropout() {
        return 0;
    }

    /** Whether the vector of a module multiplies its input. */
    public boolean scalesInput(String module) {
        return feedForward.map(modules -> modules.covers(module)).orElse(false);
    }

    /**
     * The linears of a model that carry a vector, in order.
     *
     * @throws ModelFileException when a target matches none, or a feed-forward module is no target
     */
    public List<AdapterSite> sites(ModelConfig model) {
        List<AdapterSite> sites = AdapterSites.of(TARGETS, targets, model);
        feedForward.ifPresent(modules -> {
            for (AdapterSite site : AdapterSites.of(FEED_FORWARD, modules, model)) {
                if (!sites.contains(site)) {
                    throw new ModelFileException(FEED_FORWARD + " covers " + site.name() + ", which " + TARGETS + " "
                            + targets + " does not; add it there");
                }
            }
        });
        return sites;
    }

    /** The key of a site's vector, as PEFT saves it. */
    public static String key(AdapterSite site) {
        return PeftFolder.PREFIX + site.name() + ".ia3_l";
    }

    @Override
    public Map<String, List<Integer>> tensors(ModelConfig model) {
        Map<String, List<Integer>> tensors = new LinkedHashMap<>();
        for (AdapterSite site : sites(model)) {
            tensors.put(
                    key(site),
                    scalesInput(site.name())
                            ? List.of(1, site.module().inFeatures(model))
                            : List.of(site.module().outFeatures(model), 1));
        }
        return tensors;
    }
}
