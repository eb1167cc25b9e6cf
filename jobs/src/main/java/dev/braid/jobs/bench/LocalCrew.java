package dev.braid.jobs.bench;

import dev.braid.gpp.plan.Action;
import dev.braid.jobs.link.LinkKind;
import dev.braid.jobs.pipeline.Job;
import dev.braid.jobs.pipeline.Seat;
import dev.braid.jobs.pipeline.StageWorker;
import dev.braid.jobs.pipeline.WorkerLinks;
import dev.braid.jobs.pipeline.WorkerObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** All workers of a plan as threads of this JVM, over real links. */
final class LocalCrew implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final double NANOS = 1e9;

    /** Is told everything and keeps nothing. */
    static final WorkerObserver NOBODY = new WorkerObserver() {
        @Override
        public void done(long iteration, Action action, long startNanos, long endNanos) {}

        @Override
        public void miniBatch(long iteration, double lossSum, double penalty, long startNanos, long endNanos) {}
    };

    private final List<WorkerLinks> links = new ArrayList<>();
    private final List<StageWorker> workers = new ArrayList<>();
    private final ExecutorService threads;
    private long iteration;

    LocalCrew(Job job, Function<Seat, StageWorker.Parts> parts) {
        List<Seat> seats = job.seats();
        List<StageWorker.Parts> all = seats.stream().map(parts).toList();
        for (int i = 0; i < seats.size(); i++) {
            links.add(WorkerLinks.listen(
                    job,
                    seats.get(i),
                    all.get(i).replica().parameterType(),
                    all.get(i).replica().gradientSum(),
                    System::nanoTime,
                    new WorkerLinks.Listen(LinkKind.DOMAIN, "127.0.0.1", "bench", Optional.empty())));
        }
        List<String> addresses = links.stream().map(WorkerLinks::address).toList();
        threads = Executors.newFixedThreadPool(seats.size());
        each(worker -> links.get(worker).connect(addresses, PATIENCE));
        for (int i = 0; i < seats.size(); i++) {
            workers.add(new StageWorker(job, seats.get(i), all.get(i), links.get(i), PATIENCE));
        }
    }

    private interface Step {
        void run(int worker) throws InterruptedException;
    }

    private void each(Step step) {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < links.size(); i++) {
            int worker = i;
            running.add(threads.submit(() -> {
                step.run(worker);
                return null;
            }));
        }
        try {
            for (Future<?> worker : running) {
                worker.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("a worker failed: " + e.getMessage(), e);
        }
    }

    /** Seconds of one mini-batch, in which all workers begin together. */
    double miniBatch() {
        long start = System.nanoTime();
        each(worker -> workers.get(worker).miniBatch(iteration, 0));
        iteration++;
        return (System.nanoTime() - start) / NANOS;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        links.forEach(WorkerLinks::close);
    }
}
