package dev.braid.jobs.sched;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The samples of the finetuning jobs, shared out by weight: the next sample is of the job that has had the least for its
 * weight among those that have one. A job that comes back gets nothing for the time it was away. A few samples are in
 * flight at a time, each in a lane of its own: while one goes backward the next can go forward.
 */
final class TrainingJobs {
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    /** In the order in which they began. */
    private final List<Sample> inFlight = new ArrayList<>();

    private final int lanes;

    TrainingJobs(int lanes) {
        this.lanes = lanes;
    }

    private static final class Job {
        private final Deque<SampleSpec> queue = new ArrayDeque<>();
        private double weight = 1;
        private double served;
    }

    /** Sets a job's share relative to the others'. */
    void weigh(String name, double weight) {
        if (!(weight > 0) || Double.isInfinite(weight)) {
            throw new IllegalArgumentException("weight of job '" + name + "' is " + weight + ", must be more than 0");
        }
        Job job = jobs.computeIfAbsent(name, n -> new Job());
        job.served *= weight / job.weight;
        job.weight = weight;
    }

    void offer(SampleSpec sample) {
        Job job = jobs.computeIfAbsent(sample.job(), n -> new Job());
        if (job.queue.isEmpty() && !isInFlight(sample.job())) {
            job.served = Math.max(job.served, leastServed() * job.weight);
        }
        job.queue.addLast(sample);
    }

    private boolean isInFlight(String job) {
        for (Sample sample : inFlight) {
            if (sample.spec().job().equals(job)) {
                return true;
            }
        }
        return false;
    }

    /** What the busy job that has had the least for its weight has had; 0 when all are idle. */
    private double leastServed() {
        double least = Double.MAX_VALUE;
        for (Map.Entry<String, Job> entry : jobs.entrySet()) {
            Job job = entry.getValue();
            if (!job.queue.isEmpty() || isInFlight(entry.getKey())) {
                least = Math.min(least, job.served / job.weight);
            }
        }
        return least == Double.MAX_VALUE ? 0 : least;
    }

    /** Drops a sample, started or not. */
    void withdraw(long id) {
        inFlight.removeIf(sample -> sample.spec().id() == id);
        jobs.values().forEach(job -> job.queue.removeIf(sample -> sample.id() == id));
    }

    /** Gives every lane a sample, as far as there are any. */
    void begin() {
        while (inFlight.size() < lanes) {
            Job next = next();
            if (next == null) {
                return;
            }
            SampleSpec spec = next.queue.removeFirst();
            next.served += spec.cost();
            inFlight.add(new Sample(spec, freeLane()));
        }
    }

    private Job next() {
        Job next = null;
        for (Job job : jobs.values()) {
            boolean before = next == null || job.served / job.weight < next.served / next.weight;
            if (!job.queue.isEmpty() && before) {
                next = job;
            }
        }
        return next;
    }

    private int freeLane() {
        for (int lane = 0; ; lane++) {
            if (inLane(lane) == null) {
                return lane;
            }
        }
    }

    /** The sample in a lane, or null. */
    Sample inLane(int lane) {
        for (int i = 0; i < inFlight.size(); i++) {
            if (inFlight.get(i).lane() == lane) {
                return inFlight.get(i);
            }
        }
        return null;
    }

    /** The sample that goes forward next, or null: the oldest that has not gone forward as a whole. */
    Sample forward() {
        for (int i = 0; i < inFlight.size(); i++) {
            if (inFlight.get(i).forwardLeft() > 0) {
                return inFlight.get(i);
            }
        }
        return null;
    }

    /** The oldest sample in flight, the one that goes backward, or null. */
    Sample oldest() {
        return inFlight.isEmpty() ? null : inFlight.get(0);
    }

    /** A sample is done. */
    void finish(Sample sample) {
        inFlight.remove(sample);
    }
}
