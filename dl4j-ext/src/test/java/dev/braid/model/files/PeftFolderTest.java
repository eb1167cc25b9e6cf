package dev.braid.model.files;

import static dev.braid.model.files.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PeftFolderTest {
    private static final String Q_A = "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight";
    private static final String Q_B = "base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight";

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Family.class)
    void anAdapterReadsBackEqual(Family family) throws IOException {
        ModelConfig model = TinyModels.config(family, Embeddings.TIED);
        LoraConfig config = new LoraConfig(
                1 + random.nextInt(20),
                16,
                LoraScaling.BY_RANK,
                0.05,
                TargetModules.all(),
                Map.of("down_proj", 1 + random.nextInt(5)),
                Map.of(),
                "base");
        Map<AdapterSite, float[][]> pairs = TinyModels.writeAdapter(folder, config, model, random);
        PeftFolder read = PeftFolder.open(folder, model);
        assertEquals(config, read.config());
        assertEquals(config.sites(model), List.copyOf(read.sites().keySet()));
        read.sites().forEach((site, pair) -> {
            int rank = config.rank(site.name());
            assertEquals(
                    List.of(rank, site.module().inFeatures(model)), pair.a().shape());
            assertEquals(
                    List.of(site.module().outFeatures(model), rank), pair.b().shape());
            assertArrayEquals(pairs.get(site)[0], pair.a().toFloats(), site + ", seed " + seed);
            assertArrayEquals(pairs.get(site)[1], pair.b().toFloats(), site + ", seed " + seed);
        });
        byte[] first = Files.readAllBytes(folder.resolve(PeftFolder.WEIGHTS));
        PeftFolder.write(
                folder,
                config,
                model,
                site -> new LoraSource(
                        read.sites().get(site).a(), read.sites().get(site).b()));
        assertArrayEquals(first, Files.readAllBytes(folder.resolve(PeftFolder.WEIGHTS)));
    }

    @Test
    void aSiteOutsideTheTargetsHasNoPair() {
        ModelConfig model = queryAdapter();
        PeftFolder read = PeftFolder.open(folder, model);
        assertTrue(read.site(0, LinearModule.Q).isPresent());
        assertTrue(read.site(0, LinearModule.UP).isEmpty());
    }

    @Test
    void aTensorThatDoesNotFitIsNamed() {
        ModelConfig model = queryAdapter();
        refusedAfter(model, tensors -> tensors.remove(Q_A), Q_A, "missing", "[3, 12]");
        refusedAfter(model, tensors -> tensors.remove(Q_B), Q_B, "missing", "[24, 3]");
        refusedAfter(model, tensors -> tensors.put(Q_A, zeros(2, 12)), Q_A, "[2, 12]", "[3, 12]");
        refusedAfter(model, tensors -> tensors.put(Q_B, zeros(25, 3)), Q_B, "[25, 3]", "[24, 3]");
        String dora = "base_model.model.model.layers.0.self_attn.q_proj.lora_magnitude_vector";
        refusedAfter(model, tensors -> tensors.put(dora, zeros(24, 1)), dora, "not a tensor that");
        refusedAfter(
                model,
                tensors -> tensors.put("base_model.model.lm_head.lora_A.weight", zeros(3, 12)),
                "lm_head.lora_A");
    }

    @Test
    void everyValueMustBeFinite() {
        ModelConfig model = queryAdapter();
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            float[] values = new float[36];
            values[35] = bad;
            TensorSource damaged = new TensorSource(TensorType.F32, List.of(3, 12), FloatSource.of(values));
            refusedAfter(model, tensors -> tensors.put(Q_A, damaged), Q_A, "element 35 is " + bad, "finite");
        }
    }

    @Test
    void anAdapterOfAnotherModelIsRefused() {
        TinyModels.writeAdapter(
                folder,
                LoraConfig.of(3, 6, TargetModules.all()),
                TinyModels.config(Family.QWEN2, Embeddings.TIED),
                random);
        ModelConfig other = ModelConfig.parse(
                "other",
                TinyModels.config(Family.QWEN2, Embeddings.TIED)
                        .toJson()
                        .replace("\"hidden_size\" : 12", "\"hidden_size\" : 16"));
        assertRefused(() -> PeftFolder.open(folder, other), Q_A, "[3, 12]", "[3, 16]");
    }

    @Test
    void missingFilesAreNamed() throws IOException {
        ModelConfig model = queryAdapter();
        Files.delete(folder.resolve(PeftFolder.WEIGHTS));
        assertRefused(() -> PeftFolder.open(folder, model), "adapter_model.safetensors", "does not exist");
        Files.writeString(folder.resolve("adapter_model.bin"), "");
        assertRefused(() -> PeftFolder.open(folder, model), "adapter_model.bin", "not supported");
        Files.delete(folder.resolve(PeftFolder.CONFIG));
        assertRefused(() -> PeftFolder.open(folder, model), "adapter_config.json", "does not exist");
    }

    /** Writes an adapter of rank 3 on the queries. */
    private ModelConfig queryAdapter() {
        ModelConfig model = TinyModels.config(Family.LLAMA, Embeddings.TIED);
        LoraConfig config = LoraConfig.of(3, 6, TargetModules.of(Set.of(LinearModule.Q)));
        TinyModels.writeAdapter(folder, config, model, random);
        return model;
    }

    private void refusedAfter(ModelConfig model, Consumer<Map<String, TensorSource>> edit, String... parts) {
        Path file = folder.resolve(PeftFolder.WEIGHTS);
        Map<String, TensorSource> before = stored(file);
        Map<String, TensorSource> after = new TreeMap<>(before);
        edit.accept(after);
        SafetensorsWriter.write(file, after);
        assertRefused(() -> PeftFolder.open(folder, model), parts);
        SafetensorsWriter.write(file, before);
        PeftFolder.open(folder, model);
    }

    private static Map<String, TensorSource> stored(Path file) {
        Map<String, TensorSource> tensors = new TreeMap<>();
        Safetensors.open(file)
                .tensors()
                .forEach((name, tensor) -> tensors.put(name, new TensorSource(tensor.type(), tensor.shape(), tensor)));
        return tensors;
    }

    private static TensorSource zeros(int rows, int columns) {
        return new TensorSource(TensorType.F32, List.of(rows, columns), FloatSource.of(new float[rows * columns]));
    }
}
