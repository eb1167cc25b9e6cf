package dev.braid.model.files;

import static dev.braid.model.files.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HfFolderTest {
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Family.class)
    void aWrittenFolderReadsBackEqual(Family family) {
        for (Embeddings embeddings : Embeddings.values()) {
            ModelConfig config = TinyModels.config(family, embeddings);
            Function<String, FloatSource> weights = TinyModels.weights(config, random);
            HfFolder.write(folder, config, weights);
            HfFolder read = HfFolder.open(folder);
            assertEquals(config, read.config());
            assertEquals(
                    DecoderTensors.of(config).shapes().keySet(), read.tensors().keySet());
            for (Tensor tensor : read.tensors().values()) {
                float[] expected = new float[(int) tensor.elements()];
                weights.apply(tensor.name()).readFloats(0, FloatBuffer.wrap(expected));
                assertArrayEquals(expected, tensor.toFloats(), tensor.name() + ", seed " + seed);
            }
            long stored =
                    read.tensors().values().stream().mapToLong(Tensor::elements).sum();
            assertEquals(stored, config.parameters());
        }
    }

    @Test
    void aTiedHeadIsTheEmbeddingEvenWhenAnotherIsStored() {
        ModelConfig config = TinyModels.write(folder, Family.LLAMA, Embeddings.TIED, random);
        rewrite(tensors -> tensors.put(
                DecoderTensors.LM_HEAD,
                new TensorSource(TensorType.F32, List.of(31, 12), FloatSource.of(new float[31 * 12]))));
        HfFolder read = HfFolder.open(folder);
        assertSame(read.tensor(DecoderTensors.EMBEDDING), read.tensor(DecoderTensors.LM_HEAD));
        assertEquals(DecoderTensors.of(config).shapes().size(), read.tensors().size());
    }

    @Test
    void rotaryTablesAreIgnored() {
        TinyModels.write(folder, Family.LLAMA, Embeddings.UNTIED, random);
        rewrite(tensors ->
                tensors.put("model.layers.0.self_attn.rotary_emb.inv_freq", source(TensorType.F32, List.of(2))));
        HfFolder.open(folder);
    }

    @Test
    void aTensorThatDoesNotFitIsNamed() {
        TinyModels.write(folder, Family.QWEN2, Embeddings.UNTIED, random);
        refusedAfter(
                tensors -> tensors.remove("model.layers.1.self_attn.k_proj.bias"),
                "model.layers.1.self_attn.k_proj.bias",
                "missing",
                "[12]");
        refusedAfter(tensors -> tensors.remove("lm_head.weight"), "lm_head.weight", "missing");
        refusedAfter(
                tensors -> tensors.put("model.norm.weight", source(TensorType.F32, List.of(13))),
                "model.norm.weight",
                "[13]",
                "[12]");
        refusedAfter(
                tensors -> tensors.put("model.layers.0.extra.weight", source(TensorType.F32, List.of(1))),
                "model.layers.0.extra.weight",
                "not part of a qwen2 model");
        refusedAfter(
                tensors -> tensors.put("model.layers.0.self_attn.o_proj.bias", source(TensorType.F32, List.of(12))),
                "o_proj.bias",
                "not part");
    }

    @Test
    void aTensorOfAnotherTypeIsNamed() throws IOException {
        TinyModels.write(folder, Family.LLAMA, Embeddings.UNTIED, random);
        Path file = folder.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        String header = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = header.indexOf("F32", header.indexOf("\"model.norm.weight\""));
        bytes[at] = 'I';
        Files.write(file, bytes);
        assertRefused(() -> HfFolder.open(folder), "model.norm.weight", "I32", "F32, F16 or BF16");
    }

    @Test
    void shardsAreReadAndTheIndexIsChecked() throws IOException {
        ModelConfig config = TinyModels.write(folder, Family.QWEN3, Embeddings.TIED, random);
        Map<String, float[]> values = HfFolder.open(folder).tensors().values().stream()
                .collect(Collectors.toMap(Tensor::name, Tensor::toFloats));
        Map<String, String> shardOf = shard();
        HfFolder read = HfFolder.open(folder);
        assertEquals(config, read.config());
        values.forEach((name, expected) ->
                assertArrayEquals(expected, read.tensor(name).toFloats(), name));

        String norm = "model.norm.weight";
        writeIndex(with(shardOf, norm, shardOf.get(norm).equals("a.safetensors") ? "b.safetensors" : "a.safetensors"));
        assertRefused(() -> HfFolder.open(folder), norm, shardOf.get(norm));
        writeIndex(with(shardOf, norm, "c.safetensors"));
        assertRefused(() -> HfFolder.open(folder), "c.safetensors", "does not exist");
        writeIndex(with(shardOf, norm, "../a.safetensors"));
        assertRefused(() -> HfFolder.open(folder), norm, "../a.safetensors", "same folder");
        writeIndex(with(shardOf, norm, "a\\u0000.safetensors"));
        assertRefused(() -> HfFolder.open(folder), norm, "same folder");
        writeIndex(with(shardOf, "model.ghost", "a.safetensors"));
        assertRefused(() -> HfFolder.open(folder), "model.ghost", "missing", "a.safetensors");
        Map<String, String> shorter = new HashMap<>(shardOf);
        shorter.remove(norm);
        writeIndex(shorter);
        assertRefused(() -> HfFolder.open(folder), norm, "index");
    }

    @Test
    void missingFilesAreNamed() throws IOException {
        assertRefused(() -> HfFolder.open(folder), "config.json", "does not exist");
        assertRefused(() -> HfFolder.open(folder.resolve("nowhere")), "nowhere", "is no folder");
        TinyModels.write(folder, Family.LLAMA, Embeddings.UNTIED, random);
        Files.delete(folder.resolve("model.safetensors"));
        assertRefused(() -> HfFolder.open(folder), "model.safetensors", "model.safetensors.index.json");
        Files.writeString(folder.resolve("pytorch_model.bin"), "");
        assertRefused(() -> HfFolder.open(folder), "pytorch_model.bin is not supported");
        Files.createDirectory(folder.resolve("model.safetensors"));
        assertRefused(() -> HfFolder.open(folder), "model.safetensors", "is a folder");
    }

    @Test
    void generationConfigOverridesTheTokens() throws IOException {
        TinyModels.write(folder, Family.LLAMA, Embeddings.TIED, random);
        Path file = folder.resolve("generation_config.json");
        Files.writeString(file, "{\"eos_token_id\": [7, 9], \"temperature\": 0.6}");
        SpecialTokens tokens = HfFolder.open(folder).config().tokens();
        assertEquals(List.of(7, 9), tokens.eos());
        assertEquals(1, tokens.bos().getAsInt());
        Files.writeString(file, "{\"eos_token_id\": 31}");
        assertRefused(() -> HfFolder.open(folder), "generation_config.json", "eos_token_id is 31", "0 to 30");
    }

    @Test
    void tokenizerFilesAreCopied() throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), "{}");
        Files.writeString(folder.resolve("other.txt"), "x");
        Path target = folder.resolve("target");
        HfFolder.copyTokenizer(folder, target);
        HfFolder.copyTokenizer(target, target);
        assertEquals("{}", Files.readString(target.resolve("tokenizer.json")));
        assertEquals(1, target.toFile().list().length);
    }

    private void refusedAfter(Consumer<Map<String, TensorSource>> edit, String... parts) {
        Map<String, TensorSource> before = stored();
        rewrite(edit);
        assertRefused(() -> HfFolder.open(folder), parts);
        SafetensorsWriter.write(folder.resolve("model.safetensors"), before);
        HfFolder.open(folder);
    }

    private void rewrite(Consumer<Map<String, TensorSource>> edit) {
        Map<String, TensorSource> tensors = stored();
        edit.accept(tensors);
        SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors);
    }

    private Map<String, TensorSource> stored() {
        return Safetensors.open(folder.resolve("model.safetensors")).tensors().values().stream()
                .collect(Collectors.toMap(
                        Tensor::name,
                        tensor -> new TensorSource(tensor.type(), tensor.shape(), tensor),
                        (a, b) -> a,
                        TreeMap::new));
    }

    private static TensorSource source(TensorType type, List<Integer> shape) {
        return new TensorSource(type, shape, FloatSource.of(new float[shape.get(0)]));
    }

    /** Splits the single file at random into two shards and writes the index. */
    private Map<String, String> shard() throws IOException {
        Map<String, TensorSource> all = stored();
        Map<String, Map<String, TensorSource>> shards = new TreeMap<>();
        Map<String, String> shardOf = new TreeMap<>();
        for (String name : all.keySet()) {
            String shard = random.nextBoolean() ? "a.safetensors" : "b.safetensors";
            shardOf.put(name, shard);
            shards.computeIfAbsent(shard, key -> new TreeMap<>()).put(name, all.get(name));
        }
        for (String shard : List.of("a.safetensors", "b.safetensors")) {
            SafetensorsWriter.write(folder.resolve(shard), shards.getOrDefault(shard, Map.of()));
        }
        Files.delete(folder.resolve("model.safetensors"));
        writeIndex(shardOf);
        return shardOf;
    }

    private void writeIndex(Map<String, String> shardOf) throws IOException {
        String entries = shardOf.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\": \"" + entry.getValue() + "\"")
                .collect(Collectors.joining(", "));
        Files.writeString(folder.resolve("model.safetensors.index.json"), "{\"weight_map\": {" + entries + "}}");
    }

    private static Map<String, String> with(Map<String, String> map, String key, String value) {
        Map<String, String> copy = new HashMap<>(map);
        copy.put(key, value);
        return copy;
    }
}
