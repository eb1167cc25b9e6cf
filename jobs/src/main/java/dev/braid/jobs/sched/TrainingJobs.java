package dev.braid.jobs.sched;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The samples of the finetuning jobs, shared out by weight: the next sample is of the job that has had the least for its
 * weight among those that have one. A job that comes back gets nothing for the time it was away.
 */
final class TrainingJobs {
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private Sample current;

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
        if (job.queue.isEmpty() && (current == null || !current.spec().job().equals(sample.job()))) {
            job.served = Math.max(job.served, leastServed() * job.weight);
        }
        job.queue.addLast(sample);
    }

    /** What the busy job that has had the least for its weight has had; 0 when all are idle. */
    private double leastServed() {
        double least = Double.MAX_VALUE;
        for (Map.Entry<String, Job> entry : jobs.entrySet()) {
            Job job = entry.getValue();
            boolean busy = !job.queue.isEmpty()
                    || current != null && current.spec().job().equals(entry.getKey());
            if (busy) {
                least = Math.min(least, job.served / job.weight);
            }
        }
        return least == Double.MAX_VALUE ? 0 : least;
    }

    /** Drops a sample, started or not. */
    void withdraw(long id) {
        if (current != null && current.spec().id() == id) {
            current = null;
        }
        jobs.values().forEach(job -> job.queue.removeIf(sample -> sample.id() == id));
    }

    /** The sample under way, chosen now if need be; null when there is none. */
    Sample current() {
        if (current == null) {
            Job next = null;
            for (Job job : jobs.values()) {
                boolean before = next == null || job.served / job.weight < next.served / next.weight;
                if (!job.queue.isEmpty() && before) {
                    next = job;
                }
            }
            if (next != null) {
                SampleSpec spec = next.queue.removeFirst();
                next.served += spec.cost();
                current = new Sample(spec);
            }
        }
        return current;
    }

    /** The sample under way is done. */
    void finish() {
        current = null;
    }
}
