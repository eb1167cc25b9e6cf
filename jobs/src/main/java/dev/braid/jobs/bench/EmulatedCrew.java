package dev.braid.jobs.bench;

import dev.braid.gpp.compare.Planned;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Action;
import dev.braid.gpp.simulate.Schedule;
import dev.braid.jobs.link.LinkKind;
import dev.braid.jobs.pipeline.Job;
import dev.braid.jobs.pipeline.SampleSource;
import dev.braid.jobs.pipeline.Seat;
import dev.braid.jobs.pipeline.StageWorker;
import dev.braid.jobs.pipeline.WorkerLinks;
import dev.braid.jobs.pipeline.WorkerObserver;
import dev.braid.jobs.pipeline.emulate.EmulatedBorders;
import dev.braid.jobs.pipeline.emulate.EmulatedDevice;
import dev.braid.jobs.pipeline.emulate.EmulatedReplica;
import dev.braid.jobs.pipeline.emulate.EmulatedTimes;
import dev.braid.stage.BorderTensor;
import dev.braid.stage.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** All workers of a plan, emulated, as threads of this JVM. */
final class EmulatedCrew {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final double NANOS = 1e9;

    private static final SampleSource NOTHING = new SampleSource() {
        @Override
        public Samples read(BorderTensor tensor, long iteration, int from, int count) {
            throw new IllegalStateException("an emulated stage asks for " + tensor.name());
        }

        @Override
        public void close() {}
    };

    private static final WorkerObserver NOBODY = new WorkerObserver() {
        @Override
        public void done(long iteration, Action action, long startNanos, long endNanos) {}

        @Override
        public void miniBatch(long iteration, double lossSum, double penalty, long startNanos, long endNanos) {}
    };

    private EmulatedCrew() {}

    /** Seconds of the fastest mini-batch, divided by the dilation. */
    static double run(Problem problem, Planned.Found found, double dilation, int miniBatches) {
        Job job = new Job(
                found.plan(),
                Schedule.WHOLE_BACKWARD.programs(problem, found.plan()),
                EmulatedBorders.of(problem, found.plan()),
                problem.training().miniBatch());
        EmulatedTimes times = EmulatedTimes.of(found.simulation());
        List<Seat> seats = job.seats();
        List<WorkerLinks> links = new ArrayList<>();
        List<EmulatedReplica> replicas = new ArrayList<>();
        for (Seat seat : seats) {
            EmulatedReplica replica =
                    new EmulatedReplica(job.borders().get(seat.stage()), seat.count(job.stage(seat.stage())));
            replicas.add(replica);
            links.add(WorkerLinks.listen(
                    job,
                    seat,
                    replica.parameterType(),
                    replica.gradientSum(),
                    System::nanoTime,
                    new WorkerLinks.Listen(LinkKind.DOMAIN, "127.0.0.1", "emulated")));
        }
        List<String> addresses = links.stream().map(WorkerLinks::address).toList();
        ExecutorService threads = Executors.newFixedThreadPool(seats.size());
        long[] starts = new long[miniBatches];
        long[] ends = new long[miniBatches];
        int[] miniBatch = new int[1];
        // All begin together, as in the simulator.
        CyclicBarrier start = new CyclicBarrier(seats.size(), () -> starts[miniBatch[0]] = System.nanoTime());
        CyclicBarrier end = new CyclicBarrier(seats.size(), () -> ends[miniBatch[0]++] = System.nanoTime());
        List<Future<Void>> running = new ArrayList<>();
        for (int i = 0; i < seats.size(); i++) {
            int number = i;
            running.add(threads.submit(() -> {
                links.get(number).connect(addresses, PATIENCE);
                EmulatedDevice device =
                        new EmulatedDevice(times, seats.get(number).stage(), dilation, System::nanoTime);
                StageWorker worker = new StageWorker(
                        job,
                        seats.get(number),
                        new StageWorker.Parts(replicas.get(number), NOTHING, device, device, NOBODY, System::nanoTime),
                        links.get(number),
                        PATIENCE);
                for (int iteration = 0; iteration < miniBatches; iteration++) {
                    start.await();
                    worker.miniBatch(iteration, 0);
                    end.await();
                }
                return null;
            }));
        }
        try {
            for (Future<Void> each : running) {
                each.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("an emulated worker failed: " + e.getMessage(), e);
        } finally {
            threads.shutdownNow();
            links.forEach(WorkerLinks::close);
        }
        double fastest = Double.MAX_VALUE;
        for (int i = 0; i < miniBatches; i++) {
            fastest = Math.min(fastest, (ends[i] - starts[i]) / NANOS);
        }
        return fastest / dilation;
    }
}
