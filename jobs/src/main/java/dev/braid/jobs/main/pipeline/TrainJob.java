package dev.braid.jobs.main.pipeline;

import dev.braid.data.spark.TableJob;
import dev.braid.data.table.TableIndex;
import dev.braid.dl4j.layer.LoraConfigurer;
import dev.braid.dl4j.stage.ModelDefinition;
import dev.braid.dl4j.stage.WholeModel;
import dev.braid.gpp.compare.Planned;
import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Problem;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.ConfException;
import dev.braid.jobs.conf.JobKeys;
import dev.braid.jobs.conf.PipelineKeys;
import dev.braid.jobs.conf.TrainKeys;
import dev.braid.jobs.main.BraidApplication;
import dev.braid.jobs.spark.JobMode;
import dev.braid.jobs.spark.ResourcesException;
import dev.braid.jobs.spark.pipeline.ExecutorProfile;
import dev.braid.jobs.spark.pipeline.PipelineOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;

/**
 * A training job of a graph pipeline: reads the model, shards the table, profiles, plans, trains, writes the model. Also
 * what {@code spark-submit --class dev.braid.jobs.main.pipeline.TrainJob} runs.
 */
public final class TrainJob {
    private static final long POLL_MILLIS = 100;

    private final BraidApplication application;
    private final BraidConf conf;
    private final TrainFolder out;

    /** @param application started to {@link JobMode#PIPELINE}; stays open when the job is done */
    public TrainJob(BraidApplication application) {
        this.application = application;
        this.conf = application.conf();
        this.out = TrainFolder.of(conf.get(JobKeys.OUT), application.context().hadoopConfiguration());
    }

    /** Runs with Spark's own properties and ends the application. */
    public static void main(String[] arguments) {
        try (BraidApplication application = BraidApplication.start(new SparkConf(), JobMode.PIPELINE)) {
            TrainResult result = new TrainJob(application).run(event -> System.err.println(PipelineText.of(event)));
            System.out.println(result.model());
            result.decoder().ifPresent(System.out::println);
        }
    }

    /** Runs the job to its end. */
    public TrainResult run(Consumer<PipelineEvent> observer) {
        try (EventLog log = new EventLog(out.events(), () -> Instant.now().toString())) {
            return run(new Events(log.andThen(observer)));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "events cannot be written to " + out.folder().root() + ": " + e.getMessage(), e);
        }
    }

    /** Events come from the driver's thread and from those that take reports. */
    private record Events(Consumer<PipelineEvent> consumer) implements Consumer<PipelineEvent> {
        @Override
        public synchronized void accept(PipelineEvent event) {
            consumer.accept(event);
        }
    }

    private TrainResult run(Events events) {
        boolean emulated = conf.get(PipelineKeys.EMULATE).isPresent();
        WholeModel given = WholeModel.read(conf.get(PipelineKeys.MODEL), conf.get(PipelineKeys.INPUTS), batchNorm());
        WholeModel model = tuned(given);
        Optional<DecoderFolder> export = DecoderFolder.of(conf, given);
        int devices = devices();
        Optional<TableIndex> table = emulated ? Optional.empty() : Optional.of(table(model.definition()));
        table.ifPresent(
                index -> events.accept(new PipelineEvent.Sharded(index.rows(), index.quarantined(), out.data())));
        PipelineOrder.Model ordered = new PipelineOrder.Model(
                model.definition().name(),
                model.definition().json(),
                new HashMap<>(model.definition().inputTypes()),
                batchNorm().name(),
                conf.get(PipelineKeys.EMULATE).orElse(0.0));
        StagePlanning planning = new StagePlanning(conf, System::nanoTime);
        Problem problem = planning.problem(graph(model.definition(), ordered), devices);
        Planned.Found planned = planning.plan(problem);
        String setting = planning.setting(model.definition(), problem);
        events.accept(new PipelineEvent.Planned(
                planned.plan(), setting, planned.simulation().iterationTime(), planned.searchSeconds()));
        PipelineRun run = new PipelineRun(
                application.context(),
                conf,
                out,
                new PipelineRun.Work(
                        model,
                        ordered,
                        table,
                        problem,
                        planned,
                        planning.schedule(),
                        setting,
                        export,
                        conf.get(PipelineKeys.LORA_SAVE)),
                events);
        TrainResult result = run.train();
        events.accept(new PipelineEvent.Finished(result));
        return result;
    }

    private WholeModel tuned(WholeModel given) {
        Optional<Integer> rank = conf.get(PipelineKeys.LORA_RANK);
        if (rank.isEmpty()) {
            return given;
        }
        try {
            return given.with(new LoraConfigurer(
                    rank.get(),
                    conf.get(PipelineKeys.LORA_ALPHA),
                    conf.get(PipelineKeys.LORA_TARGETS),
                    conf.get(PipelineKeys.LORA_TRAINED).orElse(List.of())));
        } catch (IllegalArgumentException e) {
            throw new ConfException("spark.braid.pipeline.lora: " + e.getMessage());
        }
    }

    private ModelDefinition.BatchNormalisation batchNorm() {
        return conf.get(PipelineKeys.BATCH_NORM) == PipelineKeys.BatchNorm.PER_MICRO_BATCH
                ? ModelDefinition.BatchNormalisation.PER_MICRO_BATCH
                : ModelDefinition.BatchNormalisation.REFUSED;
    }

    private CostGraph graph(ModelDefinition definition, PipelineOrder.Model ordered) {
        return conf.get(PipelineKeys.PROFILE) == PipelineKeys.Profile.COUNTED
                ? definition.counted()
                : ExecutorProfile.measure(application.context(), ordered, conf.get(PipelineKeys.PROFILE_SAMPLES));
    }

    /** Devices to plan for; waits for the executors that are to be them. */
    private int devices() {
        int executors = executors();
        return conf.get(PipelineKeys.DEVICES).orElse(executors);
    }

    private int executors() {
        if (application.hasEngines()) {
            return application.awaitExecutors().size();
        }
        Duration timeout = conf.get(JobKeys.EXECUTORS_TIMEOUT);
        long deadline = System.nanoTime() + timeout.toNanos();
        int there = present();
        while (there < application.expectedExecutors() && System.nanoTime() < deadline) {
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while executors were starting", e);
            }
            there = present();
        }
        if (there == 0) {
            throw ResourcesException.noneCame(timeout.toMillis(), application.asked());
        }
        return there;
    }

    /** Spark counts the driver among its executors; in local mode it is the only one. */
    private int present() {
        int all = application.context().sc().statusTracker().getExecutorInfos().length;
        return application.context().sc().isLocal() ? all : all - 1;
    }

    private TableIndex table(ModelDefinition definition) {
        TableSource table = TableSource.of(conf, definition);
        return new TableJob(application.session(), table.source(), table.rows(), out.data()).run();
    }

    /** Mini-batches that the configuration asks for. */
    static long iterations(BraidConf conf, Optional<Long> perEpoch) {
        Optional<Integer> most = conf.get(TrainKeys.MAX_STEPS);
        if (perEpoch.isEmpty() && most.isEmpty()) {
            throw new ConfException(TrainKeys.MAX_STEPS.name() + " is none, but emulated devices have no data, whose"
                    + " epochs could be counted; set it");
        }
        long byEpochs = perEpoch.map(each -> (long) Math.ceil(conf.get(TrainKeys.EPOCHS) * each))
                .orElse(Long.MAX_VALUE);
        return Math.min(byEpochs, most.map(Long::valueOf).orElse(Long.MAX_VALUE));
    }
}
