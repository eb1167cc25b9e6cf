package dev.braid.submit.command;

import dev.braid.data.text.TokenizerFolder;
import dev.braid.model.decoder.BaseParameters;
import dev.braid.model.files.HfFolder;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.TensorType;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code braid init}: a model folder with drawn weights, to train from nothing. */
@Command(
        name = "init",
        header = "Draws a model's first weights, to train it from nothing.",
        description = "%nReads config.json and the tokenizer of one folder and writes a whole model folder in F32.%n",
        footer = {"%nExample:", "  braid init --model models/braid-tiny --seed 1 --out pretrain-start"})
final class InitCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR",
            description = "Folder with config.json and tokenizer.")
    private Path model;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "Of the weights. Default: 1.")
    private long seed;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write.")
    private Path out;

    @Override
    public Integer call() {
        // Without a tokenizer there would be nothing to train on; better told before the weights are drawn.
        TokenizerFolder.read(model);
        ModelConfig config = ModelConfig.read(model).withWeightType(TensorType.F32);
        BaseParameters.write(out, config, BaseParameters.initial(config, seed));
        HfFolder.copyTokenizer(model, out);
        spec.commandLine().getOut().println(out);
        return CommandLine.ExitCode.OK;
    }
}
