package dev.braid.jobs.main;

import dev.braid.data.pack.EpochOrder;
import dev.braid.data.spark.ShardStores;
import dev.braid.jobs.adapter.VersionFolders;
import dev.braid.jobs.conf.AdapterKeys;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.JobKeys;
import dev.braid.jobs.conf.TrainKeys;
import dev.braid.jobs.control.LedgerReader;
import dev.braid.jobs.control.VersionPublisher;
import dev.braid.jobs.exchange.DriverExchange;
import dev.braid.jobs.spark.BraidSpark;
import dev.braid.jobs.spark.ExecutorStartException;
import dev.braid.jobs.spark.JobMode;
import dev.braid.jobs.spark.SparkLeaseRunner;
import dev.braid.jobs.train.Checkpoint;
import dev.braid.jobs.train.CheckpointException;
import dev.braid.jobs.train.CheckpointFolder;
import dev.braid.jobs.train.LeaseRunner;
import dev.braid.jobs.train.Optimizer;
import dev.braid.jobs.train.StepLoop;
import dev.braid.jobs.train.TrainSettings;
import dev.braid.jobs.train.TrainingEvent;
import dev.braid.ops.CpuKernels;
import dev.braid.ops.device.CpuDevice;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
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

    /** @param application started to {@link JobMode#FINETUNE}; stays open when the job is done */
    public FinetuneJob(BraidApplication application) {
        this.application = application;
        this.conf = application.conf();
        this.out = OutputFolder.of(conf);
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
        try (LogFile log = new LogFile(out.log(), Clock.systemUTC())) {
            return observed(log.andThen(observer));
        }
    }

    private FinetuneResult observed(JobObserver observer) {
        try {
            observer.begun(conf, application.assembly().config());
            application.awaitAnExecutor();
            PackedData data = PackedData.pack(application.session(), conf, out);
            observer.packed(data.report());
            data.ownValidation().ifPresent(observer::validationPacked);
            observer.started(application.awaitExecutors());
            FinetuneResult result = train(data, observer);
            observer.finished(result);
            return result;
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

    private static void tell(JobObserver observer, RuntimeException cause) {
        try {
            observer.failed(cause);
        } catch (RuntimeException deaf) {
            cause.addSuppressed(deaf);
        }
    }

    private FinetuneResult train(PackedData data, JobObserver observer) {
        TrainedWeights weights = new TrainedWeights(conf, application.assembly().config());
        String fingerprint = RunFingerprint.of(conf, application.assembly().config(), data.report());
        CheckpointFolder checkpoints = new CheckpointFolder(out.checkpoints(), conf.get(TrainKeys.KEEP_CHECKPOINTS));
        Optional<Checkpoint> resume = resume(checkpoints, fingerprint);
        RunRecord record = new RunRecord();
        try (CpuDevice device = new CpuDevice(1);
                EventFile events =
                        new EventFile(out.events(), () -> Instant.now().toString());
                Optimizer optimizer = new Optimizer(
                        TrainingPlan.rule(conf),
                        TrainingPlan.clipNorm(conf),
                        weights.initial(),
                        device,
                        CpuKernels.vector(device).update())) {
            Consumer<TrainingEvent> listener = record.andThen(events)
                    .andThen(observer::trained)
                    .andThen(ledgers((step, executor, report) -> {
                        events.ledger(step, executor.id(), report);
                        observer.ledger(step, executor, report);
                    }));
            TrainSettings settings =
                    TrainingPlan.settings(conf, data.report().train().sequences());
            VersionFolders versions = new VersionFolders(out.root());
            versions.beginAfter(resume.map(Checkpoint::step).orElse(-1L));
            // A whole model for each version would fill the disk: of those none is kept.
            KeptVersions runner = new KeptVersions(
                    runner(data),
                    versions,
                    step -> weights.ofAdapter() && settings.milestone(step),
                    conf.get(JobKeys.PUBLISH_KEEP),
                    weights);
            StepLoop loop =
                    new StepLoop(parts(data, settings, runner, optimizer, checkpoints, fingerprint, listener), resume);
            TrainingEvent.Finished finished = loop.run();
            Path result = weights.write(out, optimizer.parameters());
            if (weights.ofAdapter()) {
                runner.finish(finished.step());
            }
            return record.result(result, finished);
        }
    }

    private LedgerWatch ledgers(LedgerWatch.Listener listener) {
        LedgerReader reader =
                new LedgerReader(BraidSpark.secret(application.session().sparkContext()));
        return new LedgerWatch(application.membership()::live, reader, listener);
    }

    private StepLoop.Parts parts(
            PackedData data,
            TrainSettings settings,
            LeaseRunner runner,
            Optimizer optimizer,
            CheckpointFolder checkpoints,
            String fingerprint,
            Consumer<TrainingEvent> listener) {
        long sequences = data.report().train().sequences();
        long seed = conf.get(TrainKeys.SEED);
        return new StepLoop.Parts(
                settings,
                (epoch, position) -> new EpochOrder(seed, epoch, sequences).at(position),
                data.validationSequences(),
                optimizer,
                new DriverExchange(),
                runner,
                checkpoints,
                new StepLoop.Identity(seed, fingerprint),
                listener,
                System::nanoTime);
    }

    private LeaseRunner runner(PackedData data) {
        ShardStores stores = new ShardStores(application.context().hadoopConfiguration());
        VersionPublisher publisher = new VersionPublisher(
                application.membership()::addresses,
                BraidSpark.secret(application.session().sparkContext()));
        return new SparkLeaseRunner(
                application.context(),
                conf.get(AdapterKeys.NAME),
                new SparkLeaseRunner.Data(stores, data.trainFolder(), data.validationFolder()),
                application.membership(),
                publisher);
    }

    private Optional<Checkpoint> resume(CheckpointFolder checkpoints, String fingerprint) {
        TrainKeys.Resume resume = conf.get(TrainKeys.RESUME);
        if (resume == TrainKeys.Resume.NEVER && !checkpoints.isEmpty()) {
            throw new CheckpointException(out.checkpoints() + " holds checkpoints, but " + TrainKeys.RESUME.name()
                    + " is never; use another output folder or remove them");
        }
        Optional<Checkpoint> newest = checkpoints.newest(fingerprint, CheckpointFolder.Torn.REFUSE);
        if (resume == TrainKeys.Resume.REQUIRED && newest.isEmpty()) {
            throw new CheckpointException(out.checkpoints() + " holds no checkpoint, but " + TrainKeys.RESUME.name()
                    + " is required; set it to auto to start afresh");
        }
        return newest;
    }
}
