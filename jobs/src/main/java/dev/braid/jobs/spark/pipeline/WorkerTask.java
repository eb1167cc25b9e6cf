package dev.braid.jobs.spark.pipeline;

import dev.braid.data.pack.ShardStore;
import dev.braid.data.spark.ShardStores;
import dev.braid.data.table.TableIndex;
import dev.braid.data.table.TableReader;
import dev.braid.dl4j.stage.ModelDefinition;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import dev.braid.gpp.simulate.Schedule;
import dev.braid.gpp.simulate.Simulator;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.link.LinkKind;
import dev.braid.jobs.link.LinkTls;
import dev.braid.jobs.pipeline.ActionLoop;
import dev.braid.jobs.pipeline.EngineActionLoop;
import dev.braid.jobs.pipeline.Job;
import dev.braid.jobs.pipeline.SampleSource;
import dev.braid.jobs.pipeline.Seat;
import dev.braid.jobs.pipeline.StageWorker;
import dev.braid.jobs.pipeline.TransferDelays;
import dev.braid.jobs.pipeline.WorkerLinks;
import dev.braid.jobs.pipeline.checkpoint.Manifest;
import dev.braid.jobs.pipeline.emulate.EmulatedBorders;
import dev.braid.jobs.pipeline.emulate.EmulatedDevice;
import dev.braid.jobs.pipeline.emulate.EmulatedReplica;
import dev.braid.jobs.pipeline.emulate.EmulatedTimes;
import dev.braid.jobs.pipeline.progress.MiniBatchRecorder;
import dev.braid.jobs.pipeline.progress.ReportSender;
import dev.braid.jobs.pipeline.progress.WorkerReport;
import dev.braid.jobs.spark.ExecutorRuntime;
import dev.braid.jobs.spark.SparkProperties;
import dev.braid.jobs.spark.Tls;
import dev.braid.stage.BorderTensor;
import dev.braid.stage.Samples;
import dev.braid.stage.StageBorder;
import dev.braid.stage.StageReplica;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.SerializableConfiguration;

/** One worker of an attempt, from the rendezvous to its last mini-batch. Sent to executors. */
final class WorkerTask implements BarrierStage.Body {
    private static final long serialVersionUID = 1L;
    private static final long MICROS = 1_000;

    private final PipelineOrder order;
    private final SerializableConfiguration hadoop;

    WorkerTask(PipelineOrder order, SerializableConfiguration hadoop) {
        this.order = order;
        this.hadoop = hadoop;
    }

    @Override
    public String run(BarrierTaskContext context) throws Exception {
        Problem problem = order.problem();
        Plan plan = order.plan(problem);
        Cast cast = order.model().dilation() > 0 ? emulated(problem, plan) : real(plan, problem);
        Job job = order.job(problem, cast.borders());
        Seating seating = Seating.of(job, context.getTaskInfos());
        Seat seat = seating.seat(context.partitionId());
        try (StageReplica replica = cast.replica(job, seat);
                WorkerLinks links = links(job, seat, replica);
                ReportSender reports = new ReportSender(
                        order.driver().address(), order.driver().secret(), Tls.workers(conf()))) {
            List<String> addresses = seating.byWorker(context.allGather(links.address()));
            links.connect(addresses, Duration.ofMillis(order.waitMillis()));
            train(new Crewmate(cast, job, seat, replica, links, reports));
            links.finish();
        }
        return seat.toString();
    }

    private record Crewmate(
            Cast cast, Job job, Seat seat, StageReplica replica, WorkerLinks links, ReportSender reports) {}

    private static BraidConf conf() {
        return SparkProperties.braid(SparkEnv.get().conf());
    }

    private WorkerLinks links(Job job, Seat seat, StageReplica replica) {
        String host = SparkEnv.get().blockManager().blockManagerId().host();
        return WorkerLinks.listen(
                job,
                seat,
                replica.parameterType(),
                replica.gradientSum(),
                System::nanoTime,
                new WorkerLinks.Listen(
                        LinkKind.valueOf(order.links()),
                        host,
                        order.driver().secret(),
                        Tls.pipeline(conf()).map(files -> LinkTls.of(files.certificate(), files.key()))));
    }

    private void train(Crewmate mate) throws Exception {
        Manifest start = Manifest.parse("the order", order.start().getBytes(StandardCharsets.UTF_8));
        PipelineCheckpoints checkpoints = new PipelineCheckpoints(hadoop.value(), order.checkpoints());
        mate.replica().load(checkpoints.read(start));
        int attempt = order.span().attempt();
        long zero = System.currentTimeMillis() * MICROS - System.nanoTime() / MICROS;
        MiniBatchRecorder recorder =
                new MiniBatchRecorder(attempt, mate.seat(), start.startIterations(), zero, mate.reports()::offer);
        try (Rows rows = mate.cast().rows(start)) {
            StageWorker worker = new StageWorker(
                    mate.job(),
                    mate.seat(),
                    mate.cast().parts(mate.seat(), mate.replica(), rows.samples(), recorder),
                    mate.links(),
                    Duration.ofMillis(order.waitMillis()));
            try {
                for (long done = order.span().from(); done < order.span().to(); done++) {
                    worker.miniBatch(start.startIterations() + done, start.startEpochs() + rows.epoch(done));
                    if (order.span().saves(done + 1) && mate.seat().replica() == 0) {
                        save(checkpoints, mate, done + 1);
                    }
                }
            } finally {
                worker.leave();
            }
        }
    }

    /** A part that cannot be written is told and missed by nobody else. */
    private void save(PipelineCheckpoints checkpoints, Crewmate mate, long iterations)
            throws IOException, InterruptedException {
        int attempt = order.span().attempt();
        int stage = mate.seat().stage();
        WorkerReport report;
        try {
            report = new WorkerReport.Part(
                    attempt,
                    stage,
                    iterations,
                    checkpoints.write(iterations, attempt, stage, mate.replica().state()));
        } catch (IOException e) {
            report = new WorkerReport.PartFailed(
                    attempt, stage, iterations, mate.seat() + " cannot write its part: " + e.getMessage());
        }
        mate.reports().deliver(report);
    }

    /** Rows of the run, and the epochs that they are of. */
    private interface Rows extends AutoCloseable {
        SampleSource samples();

        int epoch(long iteration);

        @Override
        void close();
    }

    /** What the workers are: stages of DL4J over a table, or emulated. */
    private interface Cast {
        List<StageBorder> borders();

        StageReplica replica(Job job, Seat seat);

        Rows rows(Manifest start);

        StageWorker.Parts parts(Seat seat, StageReplica replica, SampleSource samples, MiniBatchRecorder recorder);
    }

    private Cast real(Plan plan, Problem problem) {
        ModelDefinition definition = order.model().definition();
        List<StageBorder> borders = plan.stages().stream()
                .map(stage ->
                        definition.stage(stage.id(), names(problem, stage)).border())
                .toList();
        return new Cast() {
            @Override
            public List<StageBorder> borders() {
                return borders;
            }

            @Override
            public StageReplica replica(Job job, Seat seat) {
                return definition
                        .stage(seat.stage(), names(problem, job.stage(seat.stage())))
                        .open();
            }

            @Override
            public Rows rows(Manifest start) {
                return table(problem.training().miniBatch(), start.startIterations());
            }

            @Override
            public StageWorker.Parts parts(
                    Seat seat, StageReplica replica, SampleSource samples, MiniBatchRecorder recorder) {
                return new StageWorker.Parts(replica, samples, loop(), TransferDelays.NONE, recorder, System::nanoTime);
            }
        };
    }

    /** Where the executor holds an engine, it owns the device, and serves in the bubbles. */
    private static ActionLoop loop() {
        return ExecutorRuntime.stages(SparkEnv.get().conf())
                .<ActionLoop>map(engine -> new EngineActionLoop(engine, System::nanoTime))
                .orElse(ActionLoop.DIRECT);
    }

    private static List<String> names(Problem problem, Stage stage) {
        return stage.operators().stream()
                .map(operator -> problem.graph().operator(operator).id())
                .toList();
    }

    private Rows table(int miniBatch, long firstIteration) {
        ShardStore store = new ShardStores(hadoop.value()).open(order.data());
        TableReader reader = new TableReader(store, TableIndex.read(store), order.seed(), miniBatch);
        TableSamples samples = new TableSamples(reader, firstIteration);
        return new Rows() {
            @Override
            public SampleSource samples() {
                return samples;
            }

            @Override
            public int epoch(long iteration) {
                return reader.order().epoch(iteration);
            }

            @Override
            public void close() {}
        };
    }

    private Cast emulated(Problem problem, Plan plan) {
        EmulatedTimes times = EmulatedTimes.of(
                Simulator.run(problem, plan, Schedule.valueOf(order.schedule()).programs(problem, plan))
                        .finished());
        List<StageBorder> borders = EmulatedBorders.of(problem, plan);
        return new Cast() {
            @Override
            public List<StageBorder> borders() {
                return borders;
            }

            @Override
            public StageReplica replica(Job job, Seat seat) {
                return new EmulatedReplica(borders.get(seat.stage()), seat.count(job.stage(seat.stage())));
            }

            @Override
            public Rows rows(Manifest start) {
                return new NoRows();
            }

            @Override
            public StageWorker.Parts parts(
                    Seat seat, StageReplica replica, SampleSource samples, MiniBatchRecorder recorder) {
                EmulatedDevice device =
                        new EmulatedDevice(times, seat.stage(), order.model().dilation(), System::nanoTime);
                return new StageWorker.Parts(
                        replica, samples, loop().around(device), device, recorder, System::nanoTime);
            }
        };
    }

    /** Emulated stages read nothing. */
    private static final class NoRows implements Rows, SampleSource {
        @Override
        public SampleSource samples() {
            return this;
        }

        @Override
        public Samples read(BorderTensor tensor, long iteration, int from, int count) {
            throw new IllegalStateException("an emulated stage asks for " + tensor.name());
        }

        @Override
        public int epoch(long iteration) {
            return 0;
        }

        @Override
        public void close() {}
    }
}
