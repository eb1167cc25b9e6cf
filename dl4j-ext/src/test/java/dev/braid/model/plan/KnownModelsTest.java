package dev.braid.model.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The shapes give the parameter counts that the models are published with. */
class KnownModelsTest {
    private static final Map<String, Long> PARAMETERS = Map.ofEntries(
            Map.entry("llama-2-7b", 6_738_415_616L),
            Map.entry("llama-2-13b", 13_015_864_320L),
            Map.entry("llama-2-70b", 68_976_648_192L),
            Map.entry("llama-3.1-8b", 8_030_261_248L),
            Map.entry("llama-3.1-70b", 70_553_706_496L),
            Map.entry("llama-3.2-1b", 1_235_814_400L),
            Map.entry("llama-3.2-3b", 3_212_749_824L),
            Map.entry("qwen2.5-0.5b", 494_032_768L),
            Map.entry("qwen2.5-1.5b", 1_543_714_304L),
            Map.entry("qwen2.5-3b", 3_085_938_688L),
            Map.entry("qwen2.5-7b", 7_615_616_512L),
            Map.entry("qwen2.5-14b", 14_770_033_664L),
            Map.entry("qwen2.5-32b", 32_763_876_352L),
            Map.entry("qwen2.5-72b", 72_706_203_648L),
            Map.entry("qwen3-0.6b", 596_049_920L),
            Map.entry("qwen3-1.7b", 1_720_574_976L),
            Map.entry("qwen3-4b", 4_022_468_096L),
            Map.entry("qwen3-8b", 8_190_735_360L),
            Map.entry("qwen3-14b", 14_768_307_200L),
            Map.entry("qwen3-32b", 32_762_123_264L),
            Map.entry("mistral-7b-v0.1", 7_241_732_096L),
            Map.entry("mistral-7b-v0.3", 7_248_023_552L));

    @Test
    void parameters() {
        assertEquals(PARAMETERS.keySet(), Set.copyOf(KnownModels.names()));
        PARAMETERS.forEach(
                (name, count) -> assertEquals(count, KnownModels.of(name).parameters(), name));
    }

    @Test
    void anUnknownNameIsAnsweredWithTheNearest() {
        Exception error = assertThrows(IllegalArgumentException.class, () -> KnownModels.of("llama3.1-70b"));
        assertTrue(error.getMessage().contains("did you mean llama-3.1-70b?"), error.getMessage());
    }
}
