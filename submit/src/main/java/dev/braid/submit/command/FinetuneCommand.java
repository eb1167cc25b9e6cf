package dev.braid.submit.command;

import dev.braid.jobs.conf.AdapterKeys;
import dev.braid.jobs.conf.DataKeys;
import dev.braid.jobs.conf.JobKeys;
import dev.braid.jobs.main.BraidApplication;
import dev.braid.jobs.main.FinetuneJob;
import dev.braid.jobs.main.FinetuneResult;
import dev.braid.jobs.spark.JobMode;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code braid finetune}: a finetuning job whose executors serve while they train. */
@Command(
        name = "finetune",
        header = "Finetunes a model as a Spark job while its executors serve it.",
        description = {
            "%nEvery setting is a property spark.braid.*, from a file, from --conf, or from the options below, which win.",
            "Ends with the folder of the PEFT adapter (or of the model, when all parameters are trained) on standard",
            "output. Given again after a failure it continues from its last checkpoint.%n"
        },
        footer = {
            "%nExamples:",
            "  braid finetune --properties-file conf/finetune-local-cluster.conf",
            "  braid finetune --master 'local-cluster[2,1,2048]' --model models/braid-tiny \\",
            "      --data data/finetune/train.jsonl --out finetune-out --conf spark.braid.train.epochs=2"
        })
final class FinetuneCommand implements Callable<Integer>, SparkCommand {
    @Spec
    private CommandSpec spec;

    @Mixin
    private SparkOptions spark;

    @Option(names = "--model", paramLabel = "DIR", description = "Base model: spark.braid.model.")
    private String model;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "Training rows; may be repeated: spark.braid.data.train.")
    private List<String> data;

    @Option(names = "--out", paramLabel = "DIR", description = "Results: spark.braid.out.")
    private String out;

    @Option(names = "--name", paramLabel = "NAME", description = "Of the adapter: spark.braid.adapter.name.")
    private String name;

    @Override
    public SparkOptions sparkOptions() {
        return spark;
    }

    @Override
    public Integer call() {
        SparkConf conf = new SparkConf();
        set(conf, JobKeys.MODEL.name(), model);
        set(conf, DataKeys.TRAIN.name(), data == null ? null : String.join(",", data));
        set(conf, JobKeys.OUT.name(), out);
        set(conf, AdapterKeys.NAME.name(), name);
        try (BraidApplication application = BraidApplication.start(conf, JobMode.FINETUNE)) {
            ProgressLines progress = new ProgressLines(spec.commandLine().getErr());
            FinetuneResult result = new FinetuneJob(application).run(progress);
            spec.commandLine().getOut().println(result.result());
        }
        return CommandLine.ExitCode.OK;
    }

    static void set(SparkConf conf, String key, String value) {
        if (value != null) {
            conf.set(key, value);
        }
    }
}
