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
 * <p>Immutable; holds a pair of finite matrices for every site that the configuration targets, and nothing else.
 */
public final class PeftFolder {
    static final String CONFIG = "adapter_config.json";
    static final String WEIGHTS = "adapter_model.safetensors";
    private static final String PREFIX = "base_model.model.";
    private static final int CHUNK = 1 << 16;

    private final Path path;
    private final LoraConfig config;
    private final SortedMap<LoraSite, LoraTensors> sites;

    private PeftFolder(Path path, LoraConfig config, SortedMap<LoraSite, LoraTensors> sites) {
        this.path = path;
        this.config = config;
        this.sites = Collections.unmodifiableSortedMap(sites);
    }

    /**
     * Opens an adapter folder and checks all of it against the model: fields, targets, names, shapes, types, and that
     * every value is finite.
     *
     * @throws ModelFileException naming the file and the field or tensor, what was found and what was expected
     */
    public static PeftFolder open(Path folder, ModelConfig model) {
        LoraConfig config = LoraConfig.read(folder);
        List<LoraSite> expected = sites(folder, config, model);
        Path file = folder.resolve(WEIGHTS);
        if (!Files.exists(file) && Files.exists(folder.resolve("adapter_model.bin"))) {
            throw new ModelFileException(
                    folder + ": holds adapter_model.bin only, which is not supported; convert it to " + WEIGHTS);
        }
        Map<String, Tensor> left = new TreeMap<>(Safetensors.open(file).tensors());
        SortedMap<LoraSite, LoraTensors> sites = new TreeMap<>();
        for (LoraSite site : expected) {
            int rank = config.rank(site.name());
            Tensor a = take(file, left, keyA(site), List.of(rank, site.module().inFeatures(model)));
            Tensor b = take(file, left, keyB(site), List.of(site.module().outFeatures(model), rank));
            sites.put(site, new LoraTensors(a, b));
        }
        refuseRest(file, left);
        return new PeftFolder(folder, config, sites);
    }

    public Path path() {
        return path;
    }

    public LoraConfig config() {
        return config;
    }

    /** The pairs of all sites, by layer and module. */
    public SortedMap<LoraSite, LoraTensors> sites() {
        return sites;
    }

    /** The pair of one linear, if the adapter covers it. */
    public Optional<LoraTensors> site(int layer, LinearModule module) {
        return Optional.ofNullable(sites.get(new LoraSite(layer, module)));
    }

    /**
     * Writes an adapter folder in F32: first the weights, then the configuration, each whole or not at all; the same
     * values give the same bytes.
     *
     * @param pairs the values, asked for every site of {@link LoraConfig#sites}
     */
    public static void write(Path folder, LoraConfig config, ModelConfig model, Function<LoraSite, LoraSource> pairs) {
        Map<String, TensorSource> sources = new LinkedHashMap<>();
        for (LoraSite site : sites(folder, config, model)) {
            int rank = config.rank(site.name());
            LoraSource pair = pairs.apply(site);
            List<Integer> shapeA = List.of(rank, site.module().inFeatures(model));
            List<Integer> shapeB = List.of(site.module().outFeatures(model), rank);
            sources.put(keyA(site), new TensorSource(TensorType.F32, shapeA, pair.a()));
            sources.put(keyB(site), new TensorSource(TensorType.F32, shapeB, pair.b()));
        }
        SafetensorsWriter.write(folder.resolve(WEIGHTS), sources);
        AtomicFile.write(folder.resolve(CONFIG), config.toJson().getBytes(StandardCharsets.UTF_8));
    }

    /** The key of a site's A, as PEFT saves it. */
    public static String keyA(LoraSite site) {
        return PREFIX + site.name() + ".lora_A.weight";
    }

    /** The key of a site's B, as PEFT saves it. */
    public static String keyB(LoraSite site) {
        return PREFIX + site.name() + ".lora_B.weight";
    }

    private static List<LoraSite> sites(Path folder, LoraConfig config, ModelConfig model) {
        try {
            return config.sites(model);
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
                    file + ": tensor " + key + " " + left.get(key).shape()
                            + " is not a LoRA matrix of a targeted linear; only lora_A and lora_B of target_modules are supported");
        }
    }
}
