package dev.braid.jobs.main;

import dev.braid.data.pack.EpochOrder;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.TrainKeys;
import dev.braid.jobs.control.LedgerReader;
import dev.braid.jobs.spark.BraidSpark;
import dev.braid.jobs.spark.ExecutorInfo;
import dev.braid.jobs.spark.ExecutorStartException;
import dev.braid.jobs.spark.JobMode;
import dev.braid.jobs.spark.Tls;
import dev.braid.jobs.spark.exchange.SparkFailures;
import dev.braid.jobs.train.Checkpoint;
import dev.braid.jobs.train.CheckpointException;
import dev.braid.jobs.train.CheckpointStore;
import dev.braid.jobs.train.GradientExchange;
import dev.braid.jobs.train.StepLoop;
import dev.braid.jobs.train.StopRequest;
import dev.braid.jobs.train.TrainSettings;
import dev.braid.jobs.train.TrainingEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A finetuning job: packs the data, trains on all executors while they serve, writes the adapter. Also what {@code
 * spark-submit --class dev.braid.jobs.main.FinetuneJob} runs.
 */
public final class FinetuneJob {
    private static final Logger LOG = LoggerFactory.getLogger(FinetuneJob.class);

    private final BraidApplication application;
    private final BraidConf conf;
    private final OutputFolder out;
    private final StopRequest stop = new StopRequest();

    /** @param application started to {@link JobMode#FINETUNE}; stays open when the job is done */
    public FinetuneJob(BraidApplication application) {
        this.application = application;
        this.conf = application.conf();
        this.out = OutputFolder.of(conf, application.context().hadoopConfiguration());
    }

    /** Runs with Spark's own properties and ends the application. */
    public static void main(String[] arguments) {
        try (BraidApplication application = BraidApplication.start(new SparkConf(), JobMode.FINETUNE)) {
            FinetuneResult result = new FinetuneJob(application).run(new JobObserver() {});
            System.out.println(result.result());
        } catch (RuntimeException e) {
            LOG.error("The finetuning job failed", e);
            System.exit(ExitCode.of(e).code());
        }
    }

    /** Runs the job to its end; what the observer is told also goes into the log. */
    public FinetuneResult run(JobObserver observer) {
        try (LogFile log = new LogFile(out.log(), Clock.systemUTC());
                StopOnExit hook = new StopOnExit(stop)) {
            ReportFile report = new ReportFile(out, BraidApplication.modelName(conf));
            JobMetrics metrics = new JobMetrics();
            application.addMetrics(metrics::write);
            application.show(metrics::rows);
            return observed(log.andThen(report).andThen(metrics).andThen(observer));
        }
    }

    private FinetuneResult observed(JobObserver observer) {
        try {
            return SparkFailures.unchecked(() -> told(observer));
        } catch (RuntimeException e) {
            // Jobs are cancelled when an executor cannot start; its message is the one that helps.
            RuntimeException cause = application
                    .membership()
                    .failure()
                    .<RuntimeException>map(ExecutorStartException::new)
                    .orElse(e);
            tell(observer, cause);
            throw cause;
        }
    }

    private FinetuneResult told(JobObserver observer) {
        observer.begun(application.given(), application.assembly().config());
        application.awaitAnExecutor();
        PackedData data = PackedData.pack(application.session(), conf, out);
        observer.packed(data.report());
        data.ownValidation().ifPresent(observer::validationPacked);
        List<ExecutorInfo> executors = application.awaitExecutors();
        if (executors.size() < application.expectedExecutors()) {
            observer.fewerExecutors(executors.size(), application.expectedExecutors());
        }
        observer.started(executors);
        FinetuneResult result = train(data, observer);
        observer.finished(result);
        return result;
    }

    private static void tell(JobObserver observer, RuntimeException cause) {
        try {
            observer.failed(cause);
        } catch (RuntimeException deaf) {
            cause.addSuppressed(deaf);
        }
    }

    private FinetuneResult train(PackedData data, JobObserver observer) {
        TrainedWeights weights = new TrainedWeights(conf, application.assembly().config());
        String fingerprint =
                RunFingerprint.of(application.given(), application.assembly().config(), data.report());
        CheckpointStore checkpoints = out.checkpoints(conf.get(TrainKeys.KEEP_CHECKPOINTS));
        Optional<Checkpoint> resume = resume(checkpoints, fingerprint);
        RunRecord record = new RunRecord();
        Exchanges exchanges = new Exchanges(application, data);
        try (EventFile events = new EventFile(out.events(), () -> Instant.now().toString());
                GradientExchange exchange = exchanges.open(weights)) {
            Consumer<TrainingEvent> listener = record.andThen(events)
                    .andThen(observer::trained)
                    .andThen(ledgers((step, executor, report) -> {
                        events.ledger(step, executor.id(), report);
                        observer.ledger(step, executor, report);
                    }));
            TrainSettings settings =
                    TrainingPlan.settings(conf, data.report().train().sequences());
            KeptVersions kept = exchanges.keep(exchange, weights, out, settings);
            kept.beginAfter(resume);
            StepLoop.Result trained =
                    new StepLoop(parts(data, settings, kept, checkpoints, fingerprint, listener), resume).run();
            String result = weights.write(out, trained.parameters());
            kept.finish(trained.finished().step());
            return record.result(result, trained.finished());
        }
    }

    private LedgerWatch ledgers(LedgerWatch.Listener listener) {
        LedgerReader reader =
                new LedgerReader(BraidSpark.secret(application.session().sparkContext()), Tls.members(conf));
        return new LedgerWatch(application.membership()::live, reader, listener);
    }

    private StepLoop.Parts parts(
            PackedData data,
            TrainSettings settings,
            GradientExchange exchange,
            CheckpointStore checkpoints,
            String fingerprint,
            Consumer<TrainingEvent> listener) {
        long sequences = data.report().train().sequences();
        long seed = conf.get(TrainKeys.SEED);
        return new StepLoop.Parts(
                settings,
                (epoch, position) -> new EpochOrder(seed, epoch, sequences).at(position),
                data.validationSequences(),
                exchange,
                checkpoints,
                new StepLoop.Identity(seed, fingerprint),
                listener,
                stop,
                System::nanoTime);
    }

    private Optional<Checkpoint> resume(CheckpointStore checkpoints, String fingerprint) {
        TrainKeys.Resume resume = conf.get(TrainKeys.RESUME);
        if (resume == TrainKeys.Resume.NEVER && !checkpoints.isEmpty()) {
            throw new CheckpointException(out.location("checkpoints") + " holds checkpoints, but "
                    + TrainKeys.RESUME.name() + " is never; use another output folder or remove them");
        }
        Optional<Checkpoint> newest = checkpoints.newest(fingerprint, CheckpointStore.Torn.REFUSE);
        if (resume == TrainKeys.Resume.REQUIRED && newest.isEmpty()) {
            throw new CheckpointException(out.location("checkpoints") + " holds no checkpoint, but "
                    + TrainKeys.RESUME.name() + " is required; set it to auto to start afresh");
        }
        return newest;
    }
}
