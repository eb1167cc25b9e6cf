package dev.braid.submit.memory;

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
import dev.braid.model.plan.KnownModels;
import dev.braid.model.plan.MemoryPlan;
import dev.braid.model.program.AdapterShape;
import dev.braid.model.program.TrainingMemory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a memory plan is asked for.
 *
 * @param kind of adapter that is trained
 * @param rank of LoRA, size of a bottleneck
 * @param model a Hugging Face folder or the name of a known model
 * @param targets suffixes of linears, such as {@code down_proj}; empty for those of the published setting
 * @param window tokens of a forward and a backward window, and of a chunk of the head
 * @param elementBytes of an element; empty for 2 with a known model, and for the weights' type of a folder
 * @param recompute share of the step's arithmetic that may be done again
 */
public record PlanRequest(
        String model,
        Kind kind,
        int rank,
        List<String> targets,
        int tokens,
        int window,
        Optional<Integer> elementBytes,
        double recompute) {
    private static final int HALF_PRECISION_BYTES = 2;

    /** A kind of adapter. */
    public enum Kind {
        LORA,
        ADAPTER,
        IA3
    }

    public PlanRequest {
        targets = List.copyOf(targets);
    }

    /** @throws IllegalArgumentException naming the option that is out of its bound */
    public MemoryPlan plan() {
        Optional<Path> folder = Optional.of(Path.of(model)).filter(Files::isDirectory);
        ModelConfig config = folder.map(ModelConfig::read).orElseGet(() -> KnownModels.of(model));
        if (tokens > config.maxPositions()) {
            throw new IllegalArgumentException("--seq is " + tokens + ", must be at most " + config.maxPositions()
                    + ", the positions of " + model);
        }
        AdapterShape shape = Adapters.shape(config, adapter());
        MemoryPlan.Setting setting = new MemoryPlan.Setting(
                tokens,
                new TrainingMemory.Windows(window, window, window),
                elementBytes.orElseGet(
                        () -> folder.isPresent() ? config.weightType().bytes() : HALF_PRECISION_BYTES),
                new Rematerialise(recompute));
        return MemoryPlan.of(config, List.of(shape), new TrainingMethod.Adapter(shape, 0), setting);
    }

    private AdapterConfig adapter() {
        return switch (kind) {
            case LORA -> LoraConfig.of(rank, rank, TargetModules.of(modules()));
            case ADAPTER -> new BottleneckConfig(rank, TargetModules.of(modules()), "");
            case IA3 -> targets.isEmpty() ? Ia3Config.standard("") : Ia3Config.of(modules(), "");
        };
    }

    private Set<LinearModule> modules() {
        if (targets.isEmpty()) {
            return Set.of(LinearModule.DOWN);
        }
        Set<LinearModule> modules = EnumSet.noneOf(LinearModule.class);
        for (String target : targets) {
            modules.add(Arrays.stream(LinearModule.values())
                    .filter(module -> module.suffix().equals(target))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("--target names " + target + ", must be one of "
                            + Arrays.stream(LinearModule.values())
                                    .map(LinearModule::suffix)
                                    .toList())));
        }
        return modules;
    }
}
