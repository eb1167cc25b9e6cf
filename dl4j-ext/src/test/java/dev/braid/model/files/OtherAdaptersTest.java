package dev.braid.model.files;

import static dev.braid.model.files.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.braid.model.TinyDecoder;
import dev.braid.model.decoder.Adapters;
import dev.braid.model.program.AdapterShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of (IA)3 adapters in PEFT's format, and of bottleneck adapters in this project's own. */
class OtherAdaptersTest {
    private static final String K = "base_model.model.model.layers.0.self_attn.k_proj.ia3_l";
    private static final String DOWN = "base_model.model.model.layers.0.mlp.down_proj.ia3_l";

    @TempDir
    Path folder;

    private final ModelConfig model = TinyDecoder.config(new SplittableRandom(3), Family.QWEN2);

    /** As PEFT 0.17 writes it. */
    private static final String PEFT = """
            {"auto_mapping": null, "base_model_name_or_path": "tiny", "exclude_modules": null, "fan_in_fan_out": false,
             "feedforward_modules": ["down_proj"], "inference_mode": true, "init_ia3_weights": true,
             "modules_to_save": null, "peft_type": "IA3", "revision": null,
             "target_modules": ["k_proj", "v_proj", "down_proj"], "task_type": "CAUSAL_LM"}
            """;

    private void ia3(String config) throws IOException {
        Files.writeString(folder.resolve(PeftFolder.CONFIG), config);
    }

    private void vectors(Map<String, List<Integer>> shapes) {
        Map<String, TensorSource> sources = new TreeMap<>();
        shapes.forEach((key, shape) -> sources.put(key, new TensorSource(TensorType.F32, shape, (from, dst) -> {
            while (dst.hasRemaining()) {
                dst.put(1.5f);
            }
        })));
        SafetensorsWriter.write(folder.resolve(PeftFolder.WEIGHTS), sources);
    }

    @Test
    void readsWhatPeftWrites() throws IOException {
        ia3(PEFT);
        Ia3Config expected = Ia3Config.standard("tiny");
        vectors(expected.tensors(model));
        PeftFolder read = PeftFolder.open(folder, model);
        assertEquals(expected, read.config());
        assertEquals(
                List.of(model.kvHeads() * model.headDim(), 1),
                read.tensors().get(K).shape());
        assertEquals(List.of(1, model.intermediate()), read.tensors().get(DOWN).shape());
        float[] flat = Adapters.read(read, Adapters.shape(model, expected));
        assertEquals(model.layers() * (2 * model.kvHeads() * model.headDim() + model.intermediate()), flat.length);
        for (float value : flat) {
            assertEquals(1.5f, value);
        }
    }

    @Test
    void whatIsWrittenIsReadBack() {
        for (AdapterConfig config : List.of(
                Ia3Config.of(Set.of(LinearModule.Q, LinearModule.O), "base"),
                Ia3Config.standard(""),
                new Ia3Config(TargetModules.all(), Optional.of(new TargetModules.Regex(".*mlp.*")), "x"),
                new BottleneckConfig(3, TargetModules.of(Set.of(LinearModule.O, LinearModule.DOWN)), "base"))) {
            AdapterShape shape = Adapters.shape(model, config);
            float[] weights = new float[shape.layout().size()];
            SplittableRandom random = new SplittableRandom(7);
            for (int i = 0; i < weights.length; i++) {
                weights[i] = (float) random.nextDouble();
            }
            Adapters.write(folder, config, model, weights);
            PeftFolder read = PeftFolder.open(folder, model);
            assertEquals(config, read.config());
            assertEquals(config.toJson(), read.config().toJson());
            assertArrayEquals(weights, Adapters.read(read, shape));
        }
    }

    @Test
    void whatDoesNotFitIsRefusedByName() throws IOException {
        ia3(PEFT);
        Map<String, List<Integer>> shapes = new TreeMap<>(Ia3Config.standard("").tensors(model));
        shapes.put(DOWN, List.of(model.intermediate(), 1));
        vectors(shapes);
        assertRefused(() -> PeftFolder.open(folder, model), DOWN, "has shape", "[1, " + model.intermediate() + "]");
        shapes.remove(DOWN);
        vectors(shapes);
        assertRefused(() -> PeftFolder.open(folder, model), DOWN, "is missing");
    }

    @Test
    void unknownFieldsAndModulesAreRefused() throws IOException {
        ia3(PEFT.replace("\"modules_to_save\": null", "\"modules_to_save\": [\"lm_head\"]"));
        assertRefused(() -> AdapterConfig.read(folder), "modules_to_save", "not supported");
        ia3(PEFT.replace("\"k_proj\", ", "\"key\", "));
        assertRefused(() -> PeftFolder.open(folder, model), "target_modules key", "matches no linear");
        ia3(PEFT.replace("\"v_proj\", \"down_proj\"", "\"v_proj\""));
        assertRefused(() -> PeftFolder.open(folder, model), "feedforward_modules", "down_proj");
        ia3(PEFT.replace("IA3", "PREFIX_TUNING"));
        assertRefused(() -> AdapterConfig.read(folder), "peft_type", "PREFIX_TUNING", "LORA, IA3 or BRAID_BOTTLENECK");
        assertRefused(() -> LoraConfig.parse("x", PEFT), "peft_type", "IA3");
        String bottleneck = new BottleneckConfig(2, TargetModules.all(), "").toJson();
        assertRefused(() -> AdapterConfig.parse("x", bottleneck.replace("relu", "gelu")), "activation", "gelu", "relu");
    }
}
