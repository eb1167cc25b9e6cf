package dev.braid.jobs.spark.pipeline;

import dev.braid.jobs.pipeline.Job;
import dev.braid.jobs.pipeline.Seat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.BarrierTaskInfo;

/**
 * Which task is which worker. Plans count devices node by node, so tasks are taken host by host, and the n-th of them gets
 * the plan's n-th device.
 */
final class Seating {
    private final Job job;
    /** Seats by task. */
    private final Seat[] seats;

    private Seating(Job job, Seat[] seats) {
        this.job = job;
        this.seats = seats;
    }

    /** @param tasks of the barrier stage, in order of their numbers */
    static Seating of(Job job, BarrierTaskInfo[] tasks) {
        return of(job, Arrays.stream(tasks).map(BarrierTaskInfo::address).toList());
    }

    /** @param addresses host and port of each task's executor */
    static Seating of(Job job, List<String> addresses) {
        TreeMap<Integer, Seat> byDevice = new TreeMap<>();
        for (Seat seat : job.seats()) {
            byDevice.put(job.stage(seat.stage()).devices().get(seat.replica()), seat);
        }
        List<Integer> order = new ArrayList<>();
        for (int task = 0; task < addresses.size(); task++) {
            order.add(task);
        }
        order.sort(
                Comparator.comparing((Integer task) -> addresses.get(task)).thenComparing(Comparator.naturalOrder()));
        Seat[] seats = new Seat[addresses.size()];
        int next = 0;
        for (Seat seat : byDevice.values()) {
            seats[order.get(next++)] = seat;
        }
        return new Seating(job, seats);
    }

    Seat seat(int task) {
        return seats[task];
    }

    /** What tasks gave, in the order of the workers. */
    List<String> byWorker(String[] byTask) {
        String[] byWorker = new String[byTask.length];
        for (int task = 0; task < byTask.length; task++) {
            byWorker[job.number(seats[task])] = byTask[task];
        }
        return List.of(byWorker);
    }
}
