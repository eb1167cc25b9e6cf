package dev.braid.submit.memory;

import dev.braid.model.decoder.LoraAdapters;
import dev.braid.model.decoder.TrainingMethod;
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
 * @param model a Hugging Face folder or the name of a known model
 * @param targets suffixes of linears, such as {@code down_proj}
 * @param window tokens of a forward and a backward window, and of a chunk of the head
 * @param elementBytes of an element; empty for 2 with a known model, and for the weights' type of a folder
 * @param recompute share of the step's arithmetic that may be done again
 */
public record PlanRequest(
        String model,
        int rank,
        List<String> targets,
        int tokens,
        int window,
        Optional<Integer> elementBytes,
        double recompute) {
    private static final int PAPER_BYTES = 2;

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
        AdapterShape shape = LoraAdapters.shape(config, LoraConfig.of(rank, rank, TargetModules.of(modules())));
        MemoryPlan.Setting setting = new MemoryPlan.Setting(
                tokens,
                new TrainingMemory.Windows(window, window, window),
                elementBytes.orElseGet(
                        () -> folder.isPresent() ? config.weightType().bytes() : PAPER_BYTES),
                new Rematerialise(recompute));
        return MemoryPlan.of(config, List.of(shape), new TrainingMethod.LoraAdapter(shape, 0), setting);
    }

    private Set<LinearModule> modules() {
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
