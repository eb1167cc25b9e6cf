package dev.braid.jobs.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.gpp.plan.Action;
import dev.braid.jobs.http.TestCertificate;
import dev.braid.jobs.http.TlsFiles;
import dev.braid.jobs.link.LinkKind;
import dev.braid.jobs.link.LinkTls;
import dev.braid.stage.BorderTensor;
import dev.braid.stage.Samples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers over real links: random pipelines against a single process, and what happens when something breaks. */
class StageWorkerTest {
    private static final int MINI_BATCH = 16;
    private static final int ITERATIONS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static double datum(long iteration, int sample, int column) {
        return Math.sin(31 * iteration + 7 * sample + column);
    }

    private static final class Data implements SampleSource {
        @Override
        public Samples read(BorderTensor tensor, long iteration, int from, int count) {
            double[] values = new double[count * LinearReplica.WIDTH];
            for (int i = 0; i < values.length; i++) {
                values[i] = datum(iteration, from + i / LinearReplica.WIDTH, i % LinearReplica.WIDTH);
            }
            return LinearReplica.samples(tensor, values);
        }

        @Override
        public void close() {}
    }

    private static final class Losses implements WorkerObserver {
        final List<Double> sums = new ArrayList<>();

        @Override
        public void done(long iteration, Action action, long startNanos, long endNanos) {}

        @Override
        public void miniBatch(long iteration, double lossSum, double penalty, long startNanos, long endNanos) {
            sums.add(lossSum);
        }
    }

    private static StageWorker.Parts parts(LinearReplica replica, ActionLoop loop, WorkerObserver observer) {
        return new StageWorker.Parts(replica, new Data(), loop, TransferDelays.NONE, observer, System::nanoTime);
    }

    /** The same in one thread, the whole mini-batch at once. */
    private static double[][] oracle(Job job, double[] losses) {
        int stages = job.borders().size();
        int width = LinearReplica.WIDTH;
        int length = MINI_BATCH * width;
        double[][] weights = new double[stages][];
        for (int s = 0; s < stages; s++) {
            weights[s] = new LinearReplica(job.borders().get(s)).weights();
        }
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            double[][] in = new double[stages][length];
            double[][] out = new double[stages][length];
            double[][] delta = new double[stages][length];
            for (int s = 0; s < stages; s++) {
                for (int i = 0; i < length; i++) {
                    in[s][i] = datum(iteration, i / width, i % width);
                    for (int before = 0; before < s; before++) {
                        in[s][i] += reads(job, before, s) ? out[before][i] : 0;
                    }
                    out[s][i] = weights[s][i % width] * in[s][i];
                }
            }
            double loss = 0;
            for (int s = stages - 1; s >= 0; s--) {
                boolean last = job.borders().get(s).outputs().isEmpty();
                double[] gradient = new double[width];
                for (int i = 0; i < length; i++) {
                    delta[s][i] = last ? out[s][i] : 0;
                    loss += last ? out[s][i] * out[s][i] / 2 : 0;
                    for (int reader = s + 1; reader < stages; reader++) {
                        delta[s][i] += reads(job, s, reader) ? weights[reader][i % width] * delta[reader][i] : 0;
                    }
                    gradient[i % width] += delta[s][i] * in[s][i];
                }
                delta[s] = delta[s].clone();
                in[s] = gradient;
            }
            losses[iteration] = loss;
            for (int s = 0; s < stages; s++) {
                for (int i = 0; i < width; i++) {
                    weights[s][i] -= 0.01 * in[s][i] / MINI_BATCH;
                }
            }
        }
        return weights;
    }

    private static boolean reads(Job job, int from, int to) {
        return job.borders().get(to).received().contains(RandomJobs.tensor(from));
    }

    @Test
    void randomPipelinesComputeWhatOneProcessComputes(@TempDir Path folder) throws Exception {
        TlsFiles files = TestCertificate.write(folder, "crew");
        LinkTls tls = LinkTls.of(files.certificate(), files.key());
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            Job job = RandomJobs.draw(random, MINI_BATCH);
            String what = "seed " + seed + ": " + job.plan() + ", " + job.programs();
            LinkKind kind = random.nextInt(3) == 0 ? LinkKind.TCP : LinkKind.DOMAIN;
            List<LinearReplica> replicas = new ArrayList<>();
            List<Losses> observers = new ArrayList<>();
            Optional<LinkTls> encrypted = random.nextBoolean() ? Optional.of(tls) : Optional.empty();
            try (Crew crew = new Crew(job, kind, encrypted, PATIENCE, seat -> {
                replicas.add(new LinearReplica(job.borders().get(seat.stage())));
                observers.add(new Losses());
                return parts(replicas.get(replicas.size() - 1), ActionLoop.DIRECT, observers.get(observers.size() - 1));
            })) {
                crew.each(worker -> {
                    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
                        crew.worker(worker).miniBatch(iteration, 0);
                    }
                });
                double[] losses = new double[ITERATIONS];
                double[][] expected = oracle(job, losses);
                for (Seat seat : job.seats()) {
                    int number = job.number(seat);
                    LinearReplica replica = replicas.get(number);
                    for (int i = 0; i < LinearReplica.WIDTH; i++) {
                        double want = expected[seat.stage()][i];
                        assertEquals(want, replica.weights()[i], 1e-9 * Math.max(1, Math.abs(want)), what);
                    }
                    assertEquals(0, crew.links(number).inbox().used(), what);
                    int most = job.stage(seat.stage()).inFlight()
                            / job.stage(seat.stage()).microBatch();
                    assertTrue(replica.mostFlights <= most, what + ": " + replica.mostFlights + " in flight");
                }
                for (int iteration = 0; iteration < ITERATIONS; iteration++) {
                    int at = iteration;
                    double loss = observers.stream()
                            .mapToDouble(each -> each.sums.get(at))
                            .sum();
                    assertEquals(losses[iteration], loss, 1e-9 * Math.max(1, losses[iteration]), what);
                }
            }
        }
    }

    /** A device whose first action ends when the test says so. */
    private static ActionLoop stuck(AtomicReference<Thread> where) {
        return new ActionLoop() {
            @Override
            public <T> T run(Action action, Supplier<T> work) {
                where.set(Thread.currentThread());
                try {
                    Thread.sleep(60_000);
                } catch (InterruptedException e) {
                    throw new IllegalStateException("interrupted", e);
                }
                return work.get();
            }

            @Override
            public void idle(Action next) {}
        };
    }

    private static Job twoStages() {
        return RandomJobs.draw(new Random(2), MINI_BATCH);
    }

    private interface Harm {
        void to(Crew crew, Job job) throws Exception;
    }

    /** The first worker of the first stage stands still; returns what the last stage's first worker says. */
    private static String lastStageSays(Duration patience, Harm harm) throws Exception {
        Job job = twoStages();
        AtomicReference<Thread> where = new AtomicReference<>();
        try (Crew crew = new Crew(
                job,
                LinkKind.DOMAIN,
                patience,
                seat -> parts(
                        new LinearReplica(job.borders().get(seat.stage())),
                        seat.stage() == 0 ? stuck(where) : ActionLoop.DIRECT,
                        new Losses()))) {
            List<Future<?>> running = crew.start(worker -> crew.worker(worker).miniBatch(0, 0));
            while (where.get() == null) {
                Thread.sleep(5);
            }
            harm.to(crew, job);
            int reader = job.number(new Seat(firstReader(job), 0));
            ExecutionException failed = assertThrows(
                    ExecutionException.class, () -> running.get(reader).get(20, TimeUnit.SECONDS));
            return failed.getCause().getMessage();
        }
    }

    private static int firstReader(Job job) {
        return job.stage(0).successors().get(0);
    }

    @Test
    void aSlowWorkerIsNamedWhenPatienceEnds() throws Exception {
        String message = lastStageSays(Duration.ofMillis(300), (crew, job) -> {});
        assertTrue(
                message.matches("stage \\d replica 0 waited 0 s for .* from stage 0, mini-batch 0, micro-batch 0 .*"),
                message);
    }

    @Test
    void aCutLinkEndsTheWaitAtOnceAndIsNamed() throws Exception {
        String message = lastStageSays(
                PATIENCE,
                (crew, job) ->
                        crew.links(job.number(new Seat(firstReader(job), 0))).cut(0));
        assertTrue(message.contains("worker 0 closed its link or died"), message);
    }

    @Test
    void aPeerThatClosesItsLinksIsMissedUnlessItSaidThatItWasDone() throws Exception {
        String message = lastStageSays(PATIENCE, (crew, job) -> crew.links(0).close());
        assertTrue(message.contains("worker 0 closed its link or died"), message);
    }
}
