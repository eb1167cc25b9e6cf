package dev.braid.jobs.bench;

import dev.braid.dl4j.profile.Profiling;
import dev.braid.dl4j.stage.ModelDefinition;
import dev.braid.dl4j.stage.PlainTrainer;
import dev.braid.dl4j.stage.WholeModel;
import dev.braid.gpp.compare.Contest;
import dev.braid.gpp.compare.Planned;
import dev.braid.gpp.compare.PlannerKind;
import dev.braid.gpp.cost.DeviceRates;
import dev.braid.gpp.cost.Link;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.Topology;
import dev.braid.gpp.cost.Training;
import dev.braid.gpp.plan.Stage;
import dev.braid.gpp.simulate.Schedule;
import dev.braid.jobs.pipeline.ActionLoop;
import dev.braid.jobs.pipeline.Job;
import dev.braid.jobs.pipeline.SampleSource;
import dev.braid.jobs.pipeline.StageWorker;
import dev.braid.jobs.pipeline.TransferDelays;
import dev.braid.stage.BorderTensor;
import dev.braid.stage.Samples;
import dev.braid.stage.StageReplica;
import dev.braid.stage.StageState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleSupplier;

/**
 * A JVM of {@code bench train}, for ND4J reads its number of threads once: {@code CONTENDER MODEL BATCH}, where the
 * contender is {@code plain} or a planner. Says what it made ready; then for each line on standard input it trains on one
 * mini-batch and answers with the seconds.
 */
final class TrainContender {
    private static final int DEVICES = 2;
    private static final double NANOS = 1e9;
    private static final double MEMORY = 8e9;
    /** What links between two processes of this machine gave, a quarter less than measured. */
    private static final Link LINK = new Link(3e9, 50e-6);

    private TrainContender() {}

    public static void main(String[] arguments) throws IOException {
        WholeModel model = WholeModel.read(arguments[1], Map.of(), ModelDefinition.BatchNormalisation.REFUSED);
        int batch = Integer.parseInt(arguments[2]);
        DoubleSupplier contender = arguments[0].equals("plain")
                ? plain(model, batch)
                : pipeline(model, batch, PlannerKind.of(arguments[0]));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            System.out.println(contender.getAsDouble());
            System.out.flush();
        }
        System.exit(0);
    }

    private static void ready(String what) {
        System.out.println(what);
        System.out.flush();
    }

    private static DoubleSupplier plain(WholeModel model, int batch) {
        PlainTrainer trainer = new PlainTrainer(model, batch, 1);
        ready("DL4J alone");
        return () -> {
            long start = System.nanoTime();
            trainer.miniBatch();
            return (System.nanoTime() - start) / NANOS;
        };
    }

    private static DoubleSupplier pipeline(WholeModel model, int batch, PlannerKind planner) {
        ModelDefinition definition = model.definition();
        Topology topology = new Topology(DEVICES, MEMORY, DEVICES, LINK, LINK, new DeviceRates(1e12, 1e12, 0));
        Problem problem = new Problem(
                definition.measured(new Profiling(Math.max(1, batch / 16), 3, 10), System::nanoTime),
                topology,
                new Training(batch, 4));
        Planned planned = new Contest(Schedule.WHOLE_BACKWARD, System::nanoTime).run(planner, problem);
        if (!(planned instanceof Planned.Found found)) {
            throw new IllegalArgumentException("there is no plan: " + ((Planned.None) planned).reason());
        }
        Job job = new Job(
                found.plan(),
                Schedule.WHOLE_BACKWARD.programs(problem, found.plan()),
                found.plan().stages().stream()
                        .map(stage -> definition
                                .stage(stage.id(), names(problem, stage))
                                .border())
                        .toList(),
                batch);
        StageState state = model.state();
        LocalCrew crew = new LocalCrew(job, seat -> {
            StageReplica replica = definition
                    .stage(seat.stage(), names(problem, job.stage(seat.stage())))
                    .open();
            replica.load(state);
            return new StageWorker.Parts(
                    replica,
                    new RandomSamples(),
                    ActionLoop.DIRECT,
                    TransferDelays.NONE,
                    LocalCrew.NOBODY,
                    System::nanoTime);
        });
        ready(found.plan().stages().size() + " stages, " + job.seats().size() + " workers, simulated "
                + found.simulation().iterationTime() + " s");
        return crew::miniBatch;
    }

    private static List<String> names(Problem problem, Stage stage) {
        return stage.operators().stream()
                .map(operator -> problem.graph().operator(operator).id())
                .toList();
    }

    /** Numbers from 0 to 1, the same for the same samples. */
    private static final class RandomSamples implements SampleSource {
        @Override
        public Samples read(BorderTensor tensor, long iteration, int from, int count) {
            ByteBuffer data =
                    ByteBuffer.allocateDirect(count * tensor.sampleBytes()).order(ByteOrder.nativeOrder());
            Random random = new Random(from);
            while (data.hasRemaining()) {
                data.putFloat(random.nextFloat());
            }
            return new Samples(tensor, count, data.flip(), data);
        }

        @Override
        public void close() {}
    }
}
