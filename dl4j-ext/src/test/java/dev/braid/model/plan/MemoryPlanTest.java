package dev.braid.model.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.model.decoder.Adapters;
import dev.braid.model.decoder.TrainingMethod;
import dev.braid.model.files.AdapterConfig;
import dev.braid.model.files.BottleneckConfig;
import dev.braid.model.files.Ia3Config;
import dev.braid.model.files.LinearModule;
import dev.braid.model.files.LoraConfig;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.TargetModules;
import dev.braid.model.pass.Rematerialise;
import dev.braid.model.program.AdapterShape;
import dev.braid.model.program.TrainingMemory;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The published setting: Llama 3.1 70B, 1024 tokens, two bytes an element, windows of 256 tokens. */
class MemoryPlanTest {
    private static final int TOKENS = 1024;
    private static final MemoryPlan.Setting SETTING = new MemoryPlan.Setting(
            TOKENS, new TrainingMemory.Windows(256, 256, 256), 2, new Rematerialise(Rematerialise.DEFAULT_SHARE));
    private static final ModelConfig LLAMA = KnownModels.of("llama-3.1-70b");

    private static final AdapterConfig LORA = LoraConfig.of(16, 16, TargetModules.of(Set.of(LinearModule.DOWN)));

    private static MemoryPlan lora() {
        return plan(LORA);
    }

    private static MemoryPlan plan(AdapterConfig config) {
        AdapterShape shape = Adapters.shape(LLAMA, config);
        return MemoryPlan.of(LLAMA, List.of(shape), new TrainingMethod.Adapter(shape, 0), SETTING);
    }

    static Stream<Arguments> published() {
        TargetModules down = TargetModules.of(Set.of(LinearModule.DOWN));
        return Stream.of(
                Arguments.of(LORA, 12.5),
                Arguments.of(new BottleneckConfig(16, down, ""), 12.8),
                Arguments.of(Ia3Config.standard(""), 12.8));
    }

    @ParameterizedTest
    @MethodSource("published")
    void staysWithinThePublishedPeak(AdapterConfig config, double gigabytes) {
        MemoryPlan plan = plan(config);
        assertTrue(plan.after(CompilerPass.TOKEN_LEVEL).bytes() <= gigabytes * 1e9, plan.passes()::toString);
        assertTrue(plan.after(CompilerPass.TOKEN_LEVEL).extraArithmetic() <= 0.05, plan.passes()::toString);
        for (int i = 1; i < CompilerPass.values().length; i++) {
            assertTrue(plan.passes().get(i).bytes() < plan.passes().get(i - 1).bytes(), plan.passes()::toString);
        }
    }

    @Test
    void countedByHand() {
        MemoryPlan plan = lora();
        long hidden = 8192;
        long inner = 28672;
        long token = 2L * TOKENS;
        // Of each layer but the first: two inner tensors and their product, three of the hidden size, lse, LoRA's u.
        long layer = (3 * inner + 3 * hidden + 16) * token + 64 * 4 * TOKENS;
        long first = (inner + 16) * token;
        long residual = hidden * token;
        assertEquals(
                79 * layer + first + residual, plan.after(CompilerPass.PRUNE).saved());
        assertEquals(80 * 2 * 1024 * token, plan.after(CompilerPass.PRUNE).keysAndValues());
        assertEquals(80L * 64 * TOKENS * token, plan.probabilities());
    }

    @Test
    void operatorsAddUpToWhatIsSaved() {
        MemoryPlan plan = lora();
        for (PassMemory pass : plan.passes()) {
            long sum = plan.operators().stream()
                    .mapToLong(operator -> operator.saved().get(pass.pass()))
                    .sum();
            assertEquals(pass.saved(), sum, pass.pass().label());
        }
    }
}
