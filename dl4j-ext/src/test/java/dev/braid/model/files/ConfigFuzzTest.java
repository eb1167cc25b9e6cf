package dev.braid.model.files;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Mutated configurations are read, or refused with the declared exception; nothing else happens. */
class ConfigFuzzTest {
    private static final int ROUNDS = 10_000;
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "2147483648",
            "1e400",
            "1.5",
            "\"\"",
            "\"x\"",
            "[]",
            "[null]",
            "[1,[2]]",
            "{}",
            "{\"a\":null}",
            "\"(\"");

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void modelConfigs() {
        for (Family family : Family.values()) {
            String valid = TinyModels.config(family, Embeddings.TIED).toJson();
            fuzz(valid, json -> DecoderTensors.of(ModelConfig.parse("mutant", json)));
        }
    }

    @Test
    void adapterConfigs() {
        LoraConfig valid = new LoraConfig(
                8, 16, LoraScaling.BY_RANK, 0, TargetModules.all(), Map.of("up_proj", 2), Map.of("q_proj", 4.0), "b");
        ModelConfig model = TinyModels.config(Family.LLAMA, Embeddings.TIED);
        fuzz(valid.toJson(), json -> LoraConfig.parse("mutant", json).sites(model));
    }

    private void fuzz(String valid, Consumer<String> reader) {
        int refused = 0;
        for (int i = 0; i < ROUNDS; i++) {
            String mutant = random.nextBoolean() ? replaceValue(valid) : replaceCharacters(valid);
            try {
                reader.accept(mutant);
            } catch (ModelFileException e) {
                refused++;
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ": " + mutant, e);
            }
        }
        assertTrue(refused > ROUNDS / 4 && refused < ROUNDS, refused + " of " + ROUNDS + " refused, seed " + seed);
    }

    /** Puts another value behind a random colon. */
    private String replaceValue(String json) {
        int colon = json.indexOf(" : ", random.nextInt(json.lastIndexOf(" : ")));
        int end = colon + 3;
        while (",\n}]".indexOf(json.charAt(end)) < 0) {
            end++;
        }
        return json.substring(0, colon + 3) + VALUES.get(random.nextInt(VALUES.size())) + json.substring(end);
    }

    private String replaceCharacters(String json) {
        int at = random.nextInt(json.length());
        int end = Math.min(json.length(), at + random.nextInt(3));
        String inserted = random.nextBoolean() ? "" : String.valueOf((char) (32 + random.nextInt(95)));
        return json.substring(0, at) + inserted + json.substring(end);
    }
}
