package dev.braid.jobs.simulate;

import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.adapter.SlotLayout;
import dev.braid.jobs.engine.CoServingEngine;
import dev.braid.jobs.engine.EngineSettings;
import dev.braid.jobs.engine.GenerationRequest;
import dev.braid.jobs.engine.TrainingService;
import dev.braid.jobs.sched.Policy;
import dev.braid.jobs.sched.SchedulerSettings;
import dev.braid.jobs.sched.Slo;
import dev.braid.jobs.sched.latency.StepCost;
import dev.braid.jobs.trace.Arrival;
import dev.braid.jobs.trace.Trace;
import dev.braid.ops.sampling.SamplingParams;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Equal emulated devices in virtual time under one arrangement. Requests are dealt to those that serve in turn; each
 * device is then on its own.
 *
 * @param slo of every request
 * @param scatter of step times, relative
 * @param seed of everything random
 */
public record Fleet(Deployment deployment, int devices, Slo slo, double scatter, long seed) {
    private static final String JOB = "tuned";
    private static final int QUEUE = 100_000;

    /** What a device of the fleet is for. */
    enum Role {
        BOTH,
        SERVES,
        TRAINS
    }

    /** Plays a trace. */
    public FleetOutcome run(Trace trace, Arrangement arrangement) {
        if (arrangement instanceof Arrangement.Shared shared) {
            return new FleetOutcome(
                    trace.seconds(), each(deal(trace, devices), shared.policy(), deployment.cost(), Role.BOTH));
        } else if (arrangement instanceof Arrangement.Spatial spatial) {
            double part = spatial.percent() / 100.0;
            List<DeviceOutcome> outcomes = new ArrayList<>(each(
                    deal(trace, devices), new Policy.InferenceOnly(), slower(deployment.cost(), part), Role.SERVES));
            outcomes.addAll(each(
                    idle(trace, devices),
                    new Policy.FinetuningOnly(),
                    slower(deployment.cost(), 1 - part),
                    Role.TRAINS));
            return new FleetOutcome(trace.seconds(), outcomes);
        }
        Arrangement.Separate separate = (Arrangement.Separate) arrangement;
        int serving = devices * separate.serving() / separate.devices();
        if (serving * separate.devices() != devices * separate.serving()) {
            throw new IllegalArgumentException(
                    arrangement.label() + " does not divide a fleet of " + devices + " devices");
        }
        List<DeviceOutcome> outcomes =
                new ArrayList<>(each(deal(trace, serving), new Policy.InferenceOnly(), deployment.cost(), Role.SERVES));
        StepCost training = separate.training() == Arrangement.Software.PEFT ? deployment.peft() : deployment.cost();
        outcomes.addAll(each(idle(trace, devices - serving), new Policy.FinetuningOnly(), training, Role.TRAINS));
        return new FleetOutcome(trace.seconds(), outcomes);
    }

    private static StepCost slower(StepCost cost, double part) {
        return load -> cost.nanos(load) / part;
    }

    private static List<Trace> deal(Trace trace, int parts) {
        List<List<Arrival>> dealt = IntStream.range(0, parts)
                .<List<Arrival>>mapToObj(i -> new ArrayList<>())
                .toList();
        for (int i = 0; i < trace.arrivals().size(); i++) {
            dealt.get(i % parts).add(trace.arrivals().get(i));
        }
        return dealt.stream().map(part -> new Trace(trace.seconds(), part)).toList();
    }

    private static List<Trace> idle(Trace trace, int parts) {
        return IntStream.range(0, parts)
                .mapToObj(i -> new Trace(trace.seconds(), List.of()))
                .toList();
    }

    private List<DeviceOutcome> each(List<Trace> traces, Policy policy, StepCost cost, Role role) {
        return IntStream.range(0, traces.size())
                .parallel()
                .mapToObj(i -> device(i, policy, cost, role).run(traces.get(i)))
                .toList();
    }

    private DeviceRun device(int number, Policy policy, StepCost cost, Role role) {
        SplittableRandom random = new SplittableRandom(seed * 31 + number);
        return device(policy, Machine.steady(cost, scatter, random.split()), new VirtualTime(), role, random);
    }

    /** A device of the fleet on this machine, warmed up. */
    DeviceRun device(Policy policy, Machine machine, VirtualTime time, Role role, SplittableRandom random) {
        CoServingEngine engine = engine(policy, machine, time);
        engine.warmUp();
        engine.install(new AdapterVersion(JOB, 0), new float[0], TrainingService.Visibility.PUBLISHED);
        SplittableRandom lengths = random.split();
        Optional<TrainingSupply> supply = role == Role.SERVES
                ? Optional.empty()
                : Optional.of(new TrainingSupply(engine, JOB, () -> deployment.sample(lengths)));
        SplittableRandom prompts = random.split();
        return new DeviceRun(engine, time, supply, arrival -> request(arrival, prompts));
    }

    private CoServingEngine engine(Policy policy, Machine machine, VirtualTime time) {
        SchedulerSettings scheduler =
                new SchedulerSettings(deployment.maxBatchTokens(), deployment.maxSequences(), QUEUE, policy, slo);
        EngineSettings settings = new EngineSettings(
                deployment.model(),
                scheduler,
                new SlotLayout(List.of(JOB), 1, List.of()),
                EngineSettings.TrainingTarget.ADAPTER,
                seed);
        return new CoServingEngine(settings, new EmulatedStepRunner(deployment.limits(), machine, time), time.clock());
    }

    /** A request of the trace's lengths, for the adapter in training; no two prompts begin alike. */
    private static GenerationRequest request(Arrival arrival, SplittableRandom random) {
        int[] prompt = new int[arrival.promptTokens()];
        for (int i = 0; i < Math.min(8, prompt.length); i++) {
            prompt[i] = random.nextInt(32_000);
        }
        return new GenerationRequest(JOB, prompt, arrival.outputTokens(), SamplingParams.greedy(), Set.of());
    }
}
