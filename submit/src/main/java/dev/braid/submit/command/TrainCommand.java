package dev.braid.submit.command;

import dev.braid.jobs.conf.DataKeys;
import dev.braid.jobs.conf.JobKeys;
import dev.braid.jobs.conf.PipelineKeys;
import dev.braid.jobs.main.BraidApplication;
import dev.braid.jobs.main.pipeline.TrainJob;
import dev.braid.jobs.main.pipeline.TrainResult;
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

/** {@code braid train}: a DL4J model trained as a graph pipeline across executors. */
@Command(
        name = "train",
        header = "Trains a DL4J model with branches as a pipeline of stages across Spark executors.",
        description = {
            "%nReads the table, profiles the model, cuts it into stages that follow its graph, and trains. Every setting is",
            "a property spark.braid.*, from a file, from --conf, or from the options below, which win. Ends with the",
            "model's zip on standard output, and the folder of Hugging Face where one was asked for. Given again after a",
            "failure it continues from its last checkpoint.%n"
        },
        footer = {
            "%nExamples:",
            "  braid train --properties-file conf/train-local-cluster.conf",
            "  braid train --master 'local-cluster[2,1,2048]' --model model.json --data rows.parquet \\",
            "      --columns 'in=x0..x63;out=label:onehot(10)' --out train-out --conf spark.braid.train.epochs=2"
        })
final class TrainCommand implements Callable<Integer>, SparkCommand {
    @Spec
    private CommandSpec spec;

    @Mixin
    private SparkOptions spark;

    @Option(
            names = "--model",
            paramLabel = "FILE|zoo:NAME",
            description = "Zip or JSON of DL4J, or a model of the zoo: spark.braid.pipeline.model.")
    private String model;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "Rows as Parquet, CSV or JSONL; may be repeated: spark.braid.data.train.")
    private List<String> data;

    @Option(
            names = "--columns",
            paramLabel = "TENSORS",
            description = "Columns of the model's inputs and labels: spark.braid.pipeline.columns.")
    private String columns;

    @Option(names = "--out", paramLabel = "DIR", description = "Results: spark.braid.out.")
    private String out;

    @Option(names = "--batch", paramLabel = "N", description = "Samples of a mini-batch: spark.braid.pipeline.batch.")
    private String batch;

    @Option(names = "--devices", paramLabel = "N", description = "Devices to plan for: spark.braid.pipeline.devices.")
    private String devices;

    @Override
    public SparkOptions sparkOptions() {
        return spark;
    }

    @Override
    public Integer call() {
        SparkConf conf = new SparkConf();
        FinetuneCommand.set(conf, PipelineKeys.MODEL.name(), model);
        FinetuneCommand.set(conf, DataKeys.TRAIN.name(), data == null ? null : String.join(",", data));
        FinetuneCommand.set(conf, PipelineKeys.COLUMNS.name(), columns);
        FinetuneCommand.set(conf, JobKeys.OUT.name(), out);
        FinetuneCommand.set(conf, PipelineKeys.BATCH.name(), batch);
        FinetuneCommand.set(conf, PipelineKeys.DEVICES.name(), devices);
        try (BraidApplication application = BraidApplication.start(conf, JobMode.PIPELINE)) {
            TrainLines progress = new TrainLines(spec.commandLine().getErr(), System::nanoTime);
            TrainResult result = new TrainJob(application).run(progress);
            spec.commandLine().getOut().println(result.model());
            result.decoder().ifPresent(spec.commandLine().getOut()::println);
        }
        return CommandLine.ExitCode.OK;
    }
}
