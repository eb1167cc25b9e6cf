package dev.braid.jobs.sched;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The scheduler's own time of a step under co-serving: requests start and end, one token comes out of each that runs, a
 * training sample gets what their deadlines leave.
 */
@State(Scope.Thread)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class SchedulerBenchmark {
    @Param({"8", "64", "256"})
    private int running;

    private BusyScheduler busy;

    @Setup
    public void start() {
        busy = new BusyScheduler(running, 400);
    }

    @Benchmark
    public StepPlan step() {
        busy.prepare();
        StepPlan plan = busy.step();
        busy.renew(plan);
        return plan;
    }
}
