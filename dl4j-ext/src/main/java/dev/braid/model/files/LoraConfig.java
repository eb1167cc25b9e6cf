package dev.braid.model.files;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a PEFT adapter_config.json says about a LoRA adapter.
 *
 * @param rank of every module that rankPattern does not name, at least 1
 * @param alpha numerator of the scale of every module that alphaPattern does not name
 * @param dropout on the adapter's input while training, from 0 to below 1
 * @param rankPattern expressions that match the end of a module's name; the first that matches counts
 * @param alphaPattern likewise
 * @param baseModel free text that names the base model; may be empty
 * @throws ModelFileException naming the field that is out of bounds
 */
public record LoraConfig(
        int rank,
        double alpha,
        LoraScaling scaling,
        double dropout,
        TargetModules targets,
        Map<String, Integer> rankPattern,
        Map<String, Double> alphaPattern,
        String baseModel)
        implements AdapterConfig {

    public LoraConfig {
        Objects.requireNonNull(scaling, "scaling");
        Objects.requireNonNull(targets, "targets");
        Objects.requireNonNull(baseModel, "baseModel");
        rankPattern = Collections.unmodifiableMap(new LinkedHashMap<>(rankPattern));
        alphaPattern = Collections.unmodifiableMap(new LinkedHashMap<>(alphaPattern));
        Bounds.atLeast(1, "r", rank);
        requireAlpha("lora_alpha", alpha);
        Bounds.require(dropout >= 0 && dropout < 1, "lora_dropout", dropout, "from 0 to below 1");
        rankPattern.forEach((key, value) -> {
            suffixPattern("rank_pattern", key);
            Bounds.atLeast(1, "rank_pattern." + key, value);
        });
        alphaPattern.forEach((key, value) -> {
            suffixPattern("alpha_pattern", key);
            requireAlpha("alpha_pattern." + key, value);
        });
    }

    /** An adapter with the same rank and alpha on all modules that {@code targets} covers, scaled by alpha / rank. */
    public static LoraConfig of(int rank, double alpha, TargetModules targets) {
        return new LoraConfig(rank, alpha, LoraScaling.BY_RANK, 0, targets, Map.of(), Map.of(), "");
    }

    /** Reads adapter_config.json of an adapter folder. */
    public static LoraConfig read(Path folder) {
        return LoraConfigJson.requireLora(JsonFields.read(folder.resolve(PeftFolder.CONFIG)));
    }

    /** Parses one adapter_config.json; {@code origin} names it in errors. */
    public static LoraConfig parse(String origin, String json) {
        return LoraConfigJson.requireLora(JsonFields.parse(origin, json));
    }

    /** An adapter_config.json of few keys, so that older versions of PEFT read it; the same bytes for equal values. */
    @Override
    public String toJson() {
        return LoraConfigJson.write(this);
    }

    /** Whether the module with this full name, such as {@code model.layers.0.mlp.up_proj}, has an adapter. */
    public boolean covers(String module) {
        return targets.covers(module);
    }

    public int rank(String module) {
        return firstMatch(rankPattern, "rank_pattern", module, rank);
    }

    public double alpha(String module) {
        return firstMatch(alphaPattern, "alpha_pattern", module, alpha);
    }

    /** The factor on B A. */
    public double scale(String module) {
        return scaling.scale(alpha(module), rank(module));
    }

    /**
     * The places that this adapter has in a model, in order.
     *
     * @throws ModelFileException if a target or pattern matches no linear of the model
     */
    public List<AdapterSite> sites(ModelConfig model) {
        List<AdapterSite> sites = AdapterSites.of("target_modules", targets, model);
        requirePatterns("rank_pattern", rankPattern, sites);
        requirePatterns("alpha_pattern", alphaPattern, sites);
        return sites;
    }

    @Override
    public Map<String, List<Integer>> tensors(ModelConfig model) {
        Map<String, List<Integer>> tensors = new LinkedHashMap<>();
        for (AdapterSite site : sites(model)) {
            tensors.put(
                    PeftFolder.keyA(site),
                    List.of(rank(site.name()), site.module().inFeatures(model)));
            tensors.put(PeftFolder.keyB(site), List.of(site.module().outFeatures(model), rank(site.name())));
        }
        return tensors;
    }

    private static void requirePatterns(String field, Map<String, ?> patterns, List<AdapterSite> sites) {
        for (String key : patterns.keySet()) {
            ModuleRegex expression = suffixPattern(field, key);
            if (sites.stream().noneMatch(site -> expression.matches(site.name()))) {
                throw new ModelFileException(
                        field + "." + key + " matches none of the target modules; remove or mend it");
            }
        }
    }

    private static <T> T firstMatch(Map<String, T> patterns, String field, String module, T otherwise) {
        return patterns.entrySet().stream()
                .filter(entry -> suffixPattern(field, entry.getKey()).matches(module))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse(otherwise);
    }

    private static ModuleRegex suffixPattern(String field, String key) {
        return ModuleRegex.compile(field, "(.*\\.)?(" + key + ")");
    }

    private static void requireAlpha(String field, double alpha) {
        Bounds.require(Double.isFinite(alpha) && alpha > 0, field, alpha, "a number above 0");
    }
}
