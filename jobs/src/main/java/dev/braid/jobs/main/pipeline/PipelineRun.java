package dev.braid.jobs.main.pipeline;

import dev.braid.data.table.TableIndex;
import dev.braid.data.table.TableOrder;
import dev.braid.data.table.TableShard;
import dev.braid.dl4j.stage.WholeModel;
import dev.braid.gpp.compare.Planned;
import dev.braid.gpp.compare.Planned.Found;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.formats.BraidGraph;
import dev.braid.gpp.formats.PlanJson;
import dev.braid.gpp.plan.Stage;
import dev.braid.gpp.simulate.Schedule;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.PipelineKeys;
import dev.braid.jobs.conf.TrainKeys;
import dev.braid.jobs.control.JobSecret;
import dev.braid.jobs.http.ListenAddress;
import dev.braid.jobs.http.Secret;
import dev.braid.jobs.link.LinkKind;
import dev.braid.jobs.pipeline.checkpoint.Manifest;
import dev.braid.jobs.pipeline.checkpoint.PipelineCheckpointException;
import dev.braid.jobs.pipeline.checkpoint.StatePart;
import dev.braid.jobs.pipeline.progress.MiniBatchDone;
import dev.braid.jobs.pipeline.progress.MiniBatches;
import dev.braid.jobs.pipeline.progress.ReportService;
import dev.braid.jobs.pipeline.progress.WorkerReport;
import dev.braid.jobs.spark.Tls;
import dev.braid.jobs.spark.pipeline.AttemptJob;
import dev.braid.jobs.spark.pipeline.PipelineCheckpoints;
import dev.braid.jobs.spark.pipeline.PipelineOrder;
import dev.braid.stage.StageState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;

/** The training of a planned model: attempts from the newest checkpoint until all mini-batches are done, then the result. */
final class PipelineRun {
    private static final double NANOS = 1e-9;

    /** What is to be trained, and how it was planned. */
    record Work(
            WholeModel model,
            PipelineOrder.Model ordered,
            Optional<TableIndex> table,
            Problem problem,
            Planned.Found planned,
            Schedule schedule,
            String setting,
            Optional<DecoderFolder> export,
            PipelineKeys.LoraSave loraSave) {}

    private final JavaSparkContext spark;
    private final BraidConf conf;
    private final TrainFolder out;
    private final Work work;
    private final Consumer<PipelineEvent> events;
    private final PipelineCheckpoints checkpoints;
    private final RunHistory history;
    private final MiniBatches miniBatches;
    private final long iterations;
    private final String fingerprint;
    private final ModelListeners listeners;

    PipelineRun(JavaSparkContext spark, BraidConf conf, TrainFolder out, Work work, Consumer<PipelineEvent> events) {
        this.spark = spark;
        this.conf = conf;
        this.out = out;
        this.work = work;
        this.events = events;
        this.checkpoints = new PipelineCheckpoints(spark.hadoopConfiguration(), out.checkpoints());
        this.history = new RunHistory(work.planned().plan(), miniBatch());
        this.miniBatches = new MiniBatches(work.planned().plan(), miniBatch());
        this.iterations = TrainJob.iterations(conf, perEpoch());
        this.fingerprint = fingerprint();
        this.listeners = ModelListeners.of(conf, work.model(), miniBatch(), perEpoch());
    }

    private int miniBatch() {
        return work.problem().training().miniBatch();
    }

    private Optional<Long> perEpoch() {
        return work.table()
                .map(index -> new TableOrder(
                                conf.get(TrainKeys.SEED),
                                index.shards().stream()
                                        .mapToInt(TableShard::rows)
                                        .toArray(),
                                miniBatch())
                        .perEpoch());
    }

    /** What a run must share with the one whose checkpoints it takes: plan and devices need not be among it. */
    private String fingerprint() {
        String text = work.ordered().configuration()
                + work.table().map(TableIndex::fingerprint).orElse("")
                + miniBatch()
                + conf.get(TrainKeys.SEED)
                + work.ordered().dilation();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    TrainResult train() {
        long begin = System.nanoTime();
        Manifest start = start();
        Attempts attempts;
        int restarts;
        JobSecret secret = JobSecret.draw(new SecureRandom());
        CheckpointCommits commits = new CheckpointCommits(
                checkpoints,
                start,
                work.planned().plan().stages().size(),
                conf.get(TrainKeys.KEEP_CHECKPOINTS),
                this::saved);
        String host = spark.getConf().get("spark.driver.host");
        try (ReportService reports = new ReportService(
                new ListenAddress(
                        spark.getConf().get("spark.driver.bindAddress", host), 0, "spark.driver", Tls.pipeline(conf)),
                host,
                new Secret(secret.value()),
                report -> take(report, commits, start))) {
            attempts = new Attempts(
                    span -> new AttemptJob(spark).run(order(span, reports, secret), workers()),
                    () -> newest().iterations(),
                    conf.get(PipelineKeys.RESTARTS),
                    events);
            restarts = attempts.run(iterations, conf.get(TrainKeys.SAVE_STEPS).orElse(0));
        }
        return result(restarts, (System.nanoTime() - begin) * NANOS);
    }

    private int workers() {
        return work.planned().plan().stages().stream().mapToInt(Stage::degree).sum();
    }

    private Manifest newest() {
        return checkpoints
                .newest(fingerprint)
                .orElseThrow(() -> new PipelineCheckpointException(
                        "the checkpoints in " + out.checkpoints() + " are gone while the run needs them"));
    }

    /** The checkpoint to begin with: the newest of an earlier run, or the model as it was read. */
    private Manifest start() {
        TrainKeys.Resume resume = conf.get(TrainKeys.RESUME);
        Optional<Manifest> newest = checkpoints.newest(fingerprint);
        if (resume == TrainKeys.Resume.NEVER && newest.isPresent()) {
            throw new PipelineCheckpointException(out.checkpoints() + " holds checkpoints, but "
                    + TrainKeys.RESUME.name() + " is never; use another output folder or remove them");
        }
        if (resume == TrainKeys.Resume.REQUIRED && newest.isEmpty()) {
            throw new PipelineCheckpointException(out.checkpoints() + " holds no checkpoint, but "
                    + TrainKeys.RESUME.name() + " is required; set it to auto to start afresh");
        }
        checkpoints.removeUnfinished();
        return newest.orElseGet(this::first);
    }

    private Manifest first() {
        WholeModel model = work.model();
        StageState state = work.ordered().dilation() > 0 ? new StageState(List.of()) : model.state();
        try {
            StatePart part = checkpoints.write(0, 0, 0, state);
            Manifest manifest = Manifest.of(0, model.iterations(), model.epochs(), fingerprint, List.of(part));
            checkpoints.commit(manifest, 1);
            return manifest;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the first checkpoint cannot be written to " + out.checkpoints() + ": " + e.getMessage(), e);
        }
    }

    private PipelineOrder order(PipelineOrder.Span span, ReportService reports, JobSecret secret) {
        Found planned = work.planned();
        Problem problem = work.problem();
        try {
            return new PipelineOrder(
                    work.ordered(),
                    new BraidGraph(problem.graph(), Optional.of(problem.topology()), Optional.of(problem.training()))
                            .toJson(),
                    PlanJson.text(planned.document(problem), problem),
                    work.schedule().name(),
                    out.data(),
                    conf.get(TrainKeys.SEED),
                    out.checkpoints(),
                    new String(newest().toJson(), StandardCharsets.UTF_8),
                    span,
                    new PipelineOrder.Driver(reports.address(), secret.value()),
                    links().name(),
                    conf.get(PipelineKeys.TIMEOUT).toMillis());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LinkKind links() {
        return conf.get(PipelineKeys.LINKS) == PipelineKeys.Links.TCP ? LinkKind.TCP : LinkKind.DOMAIN;
    }

    private void take(WorkerReport report, CheckpointCommits commits, Manifest start) {
        if (report instanceof WorkerReport.MiniBatch miniBatch) {
            miniBatches.add(miniBatch).ifPresent(done -> trained(done, start));
        } else if (report instanceof WorkerReport.Part part) {
            commits.add(part);
        } else if (report instanceof WorkerReport.PartFailed failed) {
            commits.failed(failed);
        }
    }

    /** Checkpoints are told by the thread that takes reports, as mini-batches are. */
    private void saved(PipelineEvent event) {
        events.accept(event);
        if (event instanceof PipelineEvent.Saved) {
            listeners.saved(this::newest, checkpoints::read);
        }
    }

    private void trained(MiniBatchDone done, Manifest start) {
        history.add(done);
        listeners.trained(done, start);
        double pace = history.pace();
        events.accept(new PipelineEvent.Trained(
                done,
                done.seconds() == 0 ? 0 : miniBatch() / done.seconds(),
                pace * (iterations - done.iteration() - 1)));
    }

    private TrainResult result(int restarts, double seconds) {
        Manifest last = newest();
        RunOutput output = new RunOutput(out, work);
        if (work.ordered().dilation() == 0) {
            int epochs =
                    perEpoch().map(each -> last.iterations() / each).orElse(0L).intValue();
            output.model(checkpoints.read(last), last, epochs);
        }
        output.report(history, restarts, seconds);
        return new TrainResult(
                out.model(),
                work.export().filter(decoder -> work.ordered().dilation() == 0).map(decoder -> out.decoder()),
                out.report(),
                last.iterations(),
                history.lastLoss(),
                restarts,
                seconds);
    }
}
