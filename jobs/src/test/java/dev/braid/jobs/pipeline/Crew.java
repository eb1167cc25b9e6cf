package dev.braid.jobs.pipeline;

import dev.braid.jobs.link.LinkKind;
import dev.braid.jobs.link.LinkTls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** All workers of a job in one JVM, a thread each, over real links. */
final class Crew implements AutoCloseable {
    private static final long BOUND_SECONDS = 60;

    private final List<WorkerLinks> links = new ArrayList<>();
    private final List<StageWorker> workers = new ArrayList<>();
    private final ExecutorService threads;

    Crew(Job job, LinkKind kind, Duration patience, Function<Seat, StageWorker.Parts> parts) throws Exception {
        this(job, kind, Optional.empty(), patience, parts);
    }

    Crew(Job job, LinkKind kind, Optional<LinkTls> tls, Duration patience, Function<Seat, StageWorker.Parts> parts)
            throws Exception {
        List<Seat> seats = job.seats();
        threads = Executors.newFixedThreadPool(seats.size());
        List<StageWorker.Parts> all = seats.stream().map(parts).toList();
        for (int i = 0; i < seats.size(); i++) {
            links.add(WorkerLinks.listen(
                    job,
                    seats.get(i),
                    all.get(i).replica().parameterType(),
                    all.get(i).replica().gradientSum(),
                    all.get(i).nanos(),
                    new WorkerLinks.Listen(kind, "127.0.0.1", "token", tls)));
        }
        List<String> addresses = links.stream().map(WorkerLinks::address).toList();
        each(i -> links.get(i).connect(addresses, Duration.ofSeconds(BOUND_SECONDS)));
        for (int i = 0; i < seats.size(); i++) {
            workers.add(new StageWorker(job, seats.get(i), all.get(i), links.get(i), patience));
        }
    }

    interface Step {
        void run(int worker) throws Exception;
    }

    /** Runs a step in every worker's thread; the first failure is thrown. */
    void each(Step step) throws Exception {
        List<Future<?>> futures = start(step);
        for (Future<?> future : futures) {
            try {
                future.get(BOUND_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw (Exception) e.getCause();
            }
        }
    }

    List<Future<?>> start(Step step) {
        List<Future<?>> futures = new ArrayList<>();
        for (int i = 0; i < links.size(); i++) {
            int worker = i;
            futures.add(threads.submit(() -> {
                step.run(worker);
                return null;
            }));
        }
        return futures;
    }

    StageWorker worker(int number) {
        return workers.get(number);
    }

    WorkerLinks links(int number) {
        return links.get(number);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        links.forEach(WorkerLinks::close);
    }
}
