package dev.braid.jobs.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.sched.Policy;
import dev.braid.jobs.sched.Slo;
import dev.braid.jobs.simulate.cost.Efficiency;
import dev.braid.jobs.simulate.cost.GpuSpec;
import dev.braid.jobs.simulate.cost.LoraShape;
import dev.braid.jobs.simulate.cost.ModelShape;
import dev.braid.jobs.simulate.cost.TensorParallel;
import dev.braid.jobs.trace.ArrivalProcess;
import dev.braid.jobs.trace.Lengths;
import dev.braid.jobs.trace.Trace;
import dev.braid.jobs.trace.TraceGenerator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A device that loses half of its speed in the middle of a run, while it serves and finetunes under targets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowdownTest {
    private static final Slo SLO = Slo.ofMillis(45, 5000);
    private static final double SECONDS = 120;
    private static final double SLOWED_AT = SECONDS / 2;
    private static final double LEARNT_AFTER = 2;
    private static final double LOAD = 0.35;

    private final Deployment deployment = deployment();
    private double capacity;

    private static Deployment deployment() {
        GpuGroup group = new GpuGroup(
                GpuSpec.A100,
                new TensorParallel(1),
                ModelShape.LLAMA_8B,
                new LoraShape(16, LoraShape.Targets.DOWN_PROJECTION));
        return group.deployment(group.cost(Efficiency.A100_LIBRARIES), new Lengths(4096, 0.6, 8192));
    }

    private static Trace trace(double rate, double cv, long seed) {
        return new TraceGenerator(
                        new ArrivalProcess.GammaBursts(rate, cv),
                        new Lengths(500, 1.0, 4096),
                        new Lengths(260, 0.8, 2048))
                .generate(SECONDS, new SplittableRandom(seed));
    }

    @BeforeAll
    void findTheCapacity() {
        capacity = new ServingCapacity(new Fleet(deployment, 1, SLO, 0.03, 1), 0.99).of(trace(12, 1, 99));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void requestsAttainTwoSecondsAfterTheSpeedWasHalved(long seed) {
        DeviceOutcome outcome = slowed(trace(LOAD * capacity, 1, seed), seed);
        List<RequestOutcome> late = outcome.requests().stream()
                .filter(request -> request.arrivedNanos() >= (SLOWED_AT + LEARNT_AFTER) * 1e9)
                .filter(request -> request.end() != RequestOutcome.End.REFUSED)
                .toList();
        long attained = late.stream().filter(request -> request.attained(SLO)).count();
        assertTrue(late.size() > 100, () -> "seed " + seed + ": only " + late.size() + " requests");
        assertTrue(attained >= 0.98 * late.size(), () -> "seed " + seed + ": " + attained + " of " + late.size());
        assertTrue(outcome.forwardTokens() > 0);
        assertStepsAreSlower(outcome, seed);
    }

    /** That the speed is halved at all: the same work takes longer, and less of it fits into a token's time. */
    private static void assertStepsAreSlower(DeviceOutcome outcome, long seed) {
        long middle = outcome.beganNanos() + (long) (SLOWED_AT * 1e9);
        double before = trained(outcome, outcome.beganNanos(), middle);
        double after = trained(outcome, middle, Long.MAX_VALUE);
        assertTrue(after < 0.7 * before, () -> "seed " + seed + ": " + before + " tokens before, " + after + " after");
    }

    private static double trained(DeviceOutcome outcome, long from, long to) {
        return outcome.steps().stream()
                .filter(step -> step.startNanos() >= from && step.startNanos() < to)
                .mapToLong(step -> step.forward())
                .sum();
    }

    private DeviceOutcome slowed(Trace trace, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        VirtualTime time = new VirtualTime();
        long[] slowAt = {Long.MAX_VALUE};
        Machine machine = new Machine(deployment.cost(), now -> now < slowAt[0] ? 1 : 2, 0.03, random.split());
        Fleet fleet = new Fleet(deployment, 1, SLO, 0.03, seed);
        DeviceRun run = fleet.device(new Policy.CoServing(), machine, time, Fleet.Role.BOTH, random);
        slowAt[0] = time.clock().getAsLong() + (long) (SLOWED_AT * 1e9);
        DeviceOutcome outcome = run.run(trace);
        assertEquals(trace.arrivals().size(), outcome.requests().size());
        return outcome;
    }
}
