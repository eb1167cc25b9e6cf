package dev.braid.submit.command;

import dev.braid.model.decoder.AdapterMerge;
import dev.braid.model.decoder.Adapters;
import dev.braid.model.decoder.BaseParameters;
import dev.braid.model.files.HfFolder;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.PeftFolder;
import dev.braid.model.files.TensorType;
import dev.braid.model.program.AdapterShape;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code braid merge}: an adapter folded into its base model. */
@Command(
        name = "merge",
        header = "Folds an adapter into its base model, or converts a model's weights.",
        description =
                "%nWrites a model folder that needs no adapter; without --adapter it only changes the weight type.%n",
        footer = {"%nExample:", "  braid merge --model models/braid-tiny --adapter quickstart-out/adapter --out merged"
        })
final class MergeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Hugging Face model folder.")
    private Path model;

    @Option(names = "--adapter", paramLabel = "DIR", description = "PEFT adapter folder.")
    private Path adapter;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write.")
    private Path out;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            description = "Weight type: F32, F16 or BF16. Default: the base model's.")
    private TensorType type;

    @Override
    public Integer call() {
        HfFolder base = HfFolder.open(model);
        ModelConfig config =
                Optional.ofNullable(type).map(base.config()::withWeightType).orElse(base.config());
        BaseParameters.write(out, config, weights(base));
        HfFolder.copyTokenizer(model, out);
        spec.commandLine().getOut().println(out);
        return CommandLine.ExitCode.OK;
    }

    private float[] weights(HfFolder base) {
        float[] weights = BaseParameters.read(base);
        if (adapter == null) {
            return weights;
        }
        PeftFolder peft = PeftFolder.open(adapter, base.config());
        AdapterShape shape = Adapters.shape(base.config(), peft.config());
        return AdapterMerge.merge(base.config(), weights, shape, Adapters.read(peft, shape));
    }
}
