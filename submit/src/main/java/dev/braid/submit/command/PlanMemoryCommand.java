package dev.braid.submit.command;

import dev.braid.model.plan.MemoryPlan;
import dev.braid.submit.memory.PlanJson;
import dev.braid.submit.memory.PlanRequest;
import dev.braid.submit.memory.PlanTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code braid plan-memory}: what training one sequence takes of a device, after each pass of the compiler. */
@Command(
        name = "plan-memory",
        header = "Shows how much activation memory training one sequence takes, operator by operator.",
        description = {
            "%nWhat is shown follows from shapes alone, so no weights are read. The columns are the compiler's passes,",
            "each with all before it:",
            "  none           every operator's output is stored, attention probabilities included",
            "  prune          gradients that no trainable parameter needs are gone, and what only they read",
            "  rematerialise  tensors that little arithmetic gives again are computed again in backward",
            "  token-level    forward and backward work on windows of tokens: this is what the engine allocates%n"
        },
        footer = {
            "%nExample:",
            "  braid plan-memory --model llama-3.1-70b --adapter lora --rank 16 --target down_proj --seq 1024"
        })
final class PlanMemoryCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR|NAME",
            description = "Hugging Face model folder, or a known shape such as llama-3.1-70b or qwen3-8b.")
    private String model;

    @Option(
            names = "--adapter",
            defaultValue = "lora",
            paramLabel = "KIND",
            description = "lora, adapter (a bottleneck behind a linear) or ia3 (vectors). Default: lora.")
    private PlanRequest.Kind kind;

    @Option(
            names = "--rank",
            defaultValue = "16",
            paramLabel = "R",
            description = "Of LoRA, or size of the bottleneck. Default: 16.")
    private int rank;

    @Option(
            names = "--target",
            split = ",",
            paramLabel = "LINEAR",
            description = "Linears with an adapter, separated by commas. Default: down_proj; for ia3 k_proj, v_proj and"
                    + " the input of down_proj.")
    private List<String> targets;

    @Option(names = "--seq", defaultValue = "1024", paramLabel = "N", description = "Tokens. Default: 1024.")
    private int tokens;

    @Option(
            names = "--window",
            defaultValue = "256",
            paramLabel = "N",
            description = "Tokens of a window in the last column. Default: 256.")
    private int window;

    @Option(
            names = "--bytes-per-element",
            paramLabel = "N",
            description =
                    "Default: 2 for a known shape, the size of the weights' type for a folder. Statistics take 4.")
    private Integer elementBytes;

    @Option(
            names = "--recompute",
            defaultValue = "0.05",
            paramLabel = "SHARE",
            description = "Of the step's arithmetic that may be done again, from 0 to 1. Default: 0.05.")
    private double recompute;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the plan there too.")
    private Path json;

    @Override
    public Integer call() throws IOException {
        MemoryPlan plan = new PlanRequest(
                        model,
                        kind,
                        rank,
                        targets == null ? List.of() : targets,
                        tokens,
                        window,
                        Optional.ofNullable(elementBytes),
                        recompute)
                .plan();
        PlanTable.lines(plan).forEach(spec.commandLine().getOut()::println);
        if (json != null) {
            Files.writeString(json, PlanJson.of(plan));
        }
        return CommandLine.ExitCode.OK;
    }
}
