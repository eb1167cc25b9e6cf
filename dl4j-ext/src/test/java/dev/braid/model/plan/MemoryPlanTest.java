package dev.braid.model.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.model.decoder.LoraAdapters;
import dev.braid.model.decoder.TrainingMethod;
import dev.braid.model.files.LinearModule;
import dev.braid.model.files.LoraConfig;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.TargetModules;
import dev.braid.model.pass.Rematerialise;
import dev.braid.model.program.AdapterShape;
import dev.braid.model.program.TrainingMemory;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The published setting: Llama 3.1 70B, 1024 tokens, two bytes an element, windows of 256 tokens. */
class MemoryPlanTest {
    private static final int TOKENS = 1024;
    private static final MemoryPlan.Setting SETTING = new MemoryPlan.Setting(
            TOKENS, new TrainingMemory.Windows(256, 256, 256), 2, new Rematerialise(Rematerialise.DEFAULT_SHARE));
    private static final ModelConfig LLAMA = KnownModels.of("llama-3.1-70b");

    private static MemoryPlan lora() {
        AdapterShape shape =
                LoraAdapters.shape(LLAMA, LoraConfig.of(16, 16, TargetModules.of(Set.of(LinearModule.DOWN))));
        return MemoryPlan.of(LLAMA, List.of(shape), new TrainingMethod.LoraAdapter(shape, 0), SETTING);
    }

    @Test
    void loraStaysWithinThePublishedPeak() {
        MemoryPlan plan = lora();
        assertTrue(plan.after(CompilerPass.TOKEN_LEVEL).bytes() <= 12.5e9, plan.passes()::toString);
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
