package dev.braid.model.files;

import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A PEFT adapter folder, checked against its base model: adapter_config.json and adapter_model.safetensors.
 *
 * <p>Immutable; holds the finite tensors of every linear that the configuration targets, and nothing else.
 */
public final class PeftFolder {
    static final String CONFIG = "adapter_config.json";
    static final String WEIGHTS = "adapter_model.safetensors";
    static final String PREFIX = "base_model.model.";
    private static final int CHUNK = 1 << 16;

    private final Path path;
    private final AdapterConfig config;
    private final ModelConfig model;
    private final SortedMap<String, Tensor> tensors;

    private PeftFolder(Path path, AdapterConfig config, ModelConfig model, SortedMap<String, Tensor> tensors) {
        this.path = path;
        this.config = config;
        this.model = model;
        this.tensors = Collections.unmodifiableSortedMap(tensors);
    }

    /**
     * Opens an adapter folder and checks all of it against the model: fields, targets, names, shapes, types, and that
     * every value is finite.
     *
     * @throws ModelFileException naming the file and the field or tensor, what was found and what was expected
     */
    public static PeftFolder open(Path folder, ModelConfig model) {
        AdapterConfig config = AdapterConfig.read(folder);
        Map<String, List<Integer>> expected = expected(folder, config, model);
        Path file = folder.resolve(WEIGHTS);
        if (!Files.exists(file) && Files.exists(folder.resolve("adapter_model.bin"))) {
            throw new ModelFileException(
                    folder + ": holds adapter_model.bin only, which is not supported; convert it to " + WEIGHTS);
        }
        Map<String, Tensor> left = new TreeMap<>(Safetensors.open(file).tensors());
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        expected.forEach((key, shape) -> tensors.put(key, take(file, left, key, shape)));
        refuseRest(file, left);
        return new PeftFolder(folder, config, model, tensors);
    }

    public Path path() {
        return path;
    }

    public AdapterConfig config() {
        return config;
    }

    /** All tensors by name. */
    public SortedMap<String, Tensor> tensors() {
        return tensors;
    }

    /** The pairs of all sites of a LoRA adapter, by layer and module; empty for other kinds. */
    public SortedMap<AdapterSite, LoraTensors> sites() {
        SortedMap<AdapterSite, LoraTensors> sites = new TreeMap<>();
        if (config instanceof LoraConfig lora) {
            lora.sites(model)
                    .forEach(
                            site -> sites.put(site, new LoraTensors(tensors.get(keyA(site)), tensors.get(keyB(site)))));
        }
        return Collections.unmodifiableSortedMap(sites);
    }

    /** The pair of one linear, if a LoRA adapter covers it. */
    public Optional<LoraTensors> site(int layer, LinearModule module) {
        return Optional.ofNullable(sites().get(new AdapterSite(layer, module)));
    }

    /**
     * Writes a LoRA adapter's folder as {@link #writeTensors} does.
     *
     * @param pairs the values, asked for every site of {@link LoraConfig#sites}
     */
    public static void write(
            Path folder, LoraConfig config, ModelConfig model, Function<AdapterSite, LoraSource> pairs) {
        Map<String, FloatSource> sources = new LinkedHashMap<>();
        for (AdapterSite site : config.sites(model)) {
            LoraSource pair = pairs.apply(site);
            sources.put(keyA(site), pair.a());
            sources.put(keyB(site), pair.b());
        }
        writeTensors(folder, config, model, sources::get);
    }

    /**
     * Writes an adapter folder in F32: first the weights, then the configuration, each whole or not at all; the same
     * values give the same bytes.
     *
     * @param values asked for every tensor of {@link AdapterConfig#tensors}
     */
    public static void writeTensors(
            Path folder, AdapterConfig config, ModelConfig model, Function<String, FloatSource> values) {
        Map<String, TensorSource> sources = new LinkedHashMap<>();
        expected(folder, config, model)
                .forEach((key, shape) -> sources.put(key, new TensorSource(TensorType.F32, shape, values.apply(key))));
        SafetensorsWriter.write(folder.resolve(WEIGHTS), sources);
        AtomicFile.write(folder.resolve(CONFIG), config.toJson().getBytes(StandardCharsets.UTF_8));
    }

    /** The key of a site's A, as PEFT saves it. */
    public static String keyA(AdapterSite site) {
        return PREFIX + site.name() + ".lora_A.weight";
    }

    /** The key of a site's B, as PEFT saves it. */
    public static String keyB(AdapterSite site) {
        return PREFIX + site.name() + ".lora_B.weight";
    }

    private static Map<String, List<Integer>> expected(Path folder, AdapterConfig config, ModelConfig model) {
        try {
            return config.tensors(model);
        } catch (ModelFileException e) {
            throw new ModelFileException(folder.resolve(CONFIG) + ": " + e.getMessage(), e);
        }
    }

    private static Tensor take(Path file, Map<String, Tensor> left, String key, List<Integer> shape) {
        Tensor tensor = left.remove(key);
        if (tensor == null) {
            throw new ModelFileException(file + ": tensor " + key + " is missing; expected with shape " + shape);
        }
        if (!tensor.shape().equals(shape)) {
            throw new ModelFileException(file + ": tensor " + key + " has shape " + tensor.shape() + "; the model and "
                    + CONFIG + " call for " + shape);
        }
        if (!tensor.type().isWeight()) {
            throw new ModelFileException(
                    file + ": tensor " + key + " has type " + tensor.type() + "; must be F32, F16 or BF16");
        }
        requireFinite(file, tensor);
        return tensor;
    }

    private static void requireFinite(Path file, Tensor tensor) {
        FloatBuffer chunk = FloatBuffer.allocate((int) Math.min(CHUNK, tensor.elements()));
        for (long from = 0; from < tensor.elements(); from += CHUNK) {
            chunk.clear().limit((int) Math.min(CHUNK, tensor.elements() - from));
            tensor.readFloats(from, chunk);
            for (int i = 0; i < chunk.limit(); i++) {
                if (!Float.isFinite(chunk.get(i))) {
                    throw new ModelFileException(file + ": tensor " + tensor.name() + ": element " + (from + i) + " is "
                            + chunk.get(i) + "; every value must be finite");
                }
            }
        }
    }

    private static void refuseRest(Path file, Map<String, Tensor> left) {
        if (!left.isEmpty()) {
            String key = left.keySet().iterator().next();
            throw new ModelFileException(
                    file + ": tensor " + key + " " + left.get(key).shape() + " is not a tensor that " + CONFIG
                            + " calls for; only those of target_modules are supported");
        }
    }
}
