package dev.braid.model.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * A Hugging Face model folder, checked and memory-mapped: config.json with one safetensors file or a sharded index.
 *
 * <p>Immutable; holds exactly the tensors of {@link DecoderTensors}, each with the shape expected and of type F32, F16 or
 * BF16.
 */
public final class HfFolder {
    private static final List<String> TOKENIZER_FILES = List.of(
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "tokenizer.model",
            "vocab.json",
            "merges.txt",
            "chat_template.jinja");

    private final Path path;
    private final ModelConfig config;
    private final SortedMap<String, Tensor> tensors;

    private HfFolder(Path path, ModelConfig config, SortedMap<String, Tensor> tensors) {
        this.path = path;
        this.config = config;
        this.tensors = Collections.unmodifiableSortedMap(tensors);
    }

    /**
     * Opens a folder and checks the configuration and every tensor's name, shape and type; no weight is read yet.
     *
     * @throws ModelFileException naming the file and field, or the tensor, what was found and what was expected
     */
    public static HfFolder open(Path folder) {
        ModelConfig config = ModelConfig.read(folder);
        SortedMap<String, Tensor> stored = WeightFiles.open(folder);
        return new HfFolder(folder, config, TensorCheck.of(folder, config, stored));
    }

    public Path path() {
        return path;
    }

    public ModelConfig config() {
        return config;
    }

    /** The tensors of {@link DecoderTensors} by name; others that the files hold are left out. */
    public SortedMap<String, Tensor> tensors() {
        return tensors;
    }

    /**
     * A tensor by name; a tied model's {@code lm_head.weight} is its embedding.
     *
     * @throws IllegalArgumentException if the model has no such tensor
     */
    public Tensor tensor(String name) {
        boolean tiedHead = config.tied() && name.equals(DecoderTensors.LM_HEAD);
        Tensor tensor = tensors.get(tiedHead ? DecoderTensors.EMBEDDING : name);
        if (tensor == null) {
            throw new IllegalArgumentException(path + ": the model has no tensor " + name);
        }
        return tensor;
    }

    /**
     * Writes a model folder: one safetensors file of the configuration's weight type, then the configuration, each file
     * whole or not at all.
     *
     * @param weights the values by name, asked for every tensor of {@link DecoderTensors}
     */
    public static void write(Path folder, ModelConfig config, Function<String, FloatSource> weights) {
        Map<String, TensorSource> sources = new LinkedHashMap<>();
        DecoderTensors.of(config)
                .shapes()
                .forEach((name, shape) ->
                        sources.put(name, new TensorSource(config.weightType(), shape, weights.apply(name))));
        SafetensorsWriter.write(folder.resolve(WeightFiles.SINGLE), sources);
        writeText(folder.resolve("generation_config.json"), ConfigWriter.generationJson(config.tokens()));
        writeText(folder.resolve("config.json"), config.toJson());
    }

    /** Copies the tokenizer's files, chat template included, from one model folder to another. */
    public static void copyTokenizer(Path from, Path to) {
        for (String name : TOKENIZER_FILES) {
            Path source = from.resolve(name);
            Path target = to.resolve(name);
            try {
                if (Files.exists(source) && !(Files.exists(target) && Files.isSameFile(source, target))) {
                    Files.createDirectories(to);
                    Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
                }
            } catch (IOException e) {
                throw new ModelFileException(source + ": cannot be copied to " + to + ": " + e, e);
            }
        }
    }

    private static void writeText(Path file, String text) {
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
