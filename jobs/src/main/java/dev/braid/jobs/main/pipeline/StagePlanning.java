package dev.braid.jobs.main.pipeline;

import dev.braid.dl4j.stage.ModelDefinition;
import dev.braid.gpp.compare.Contest;
import dev.braid.gpp.compare.Machine;
import dev.braid.gpp.compare.Planned;
import dev.braid.gpp.compare.PlannerKind;
import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.DeviceRates;
import dev.braid.gpp.cost.Link;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.Topology;
import dev.braid.gpp.cost.Training;
import dev.braid.gpp.plan.Stage;
import dev.braid.gpp.simulate.Schedule;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.ConfException;
import dev.braid.jobs.conf.PipelineKeys;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Cuts a model into stages as the configuration says. */
final class StagePlanning {
    /** Weight, gradient and two moments of Adam. */
    private static final double STATE_FACTOR = 4;
    /** What a message between two workers takes at least; no key, for plans hardly depend on it. */
    private static final double LATENCY_SECONDS = 100e-6;
    /** Measured costs ask for no rates. */
    private static final DeviceRates ANY_RATES = new DeviceRates(1e12, 1e12, 0);

    private final BraidConf conf;
    private final LongSupplier nanos;

    StagePlanning(BraidConf conf, LongSupplier nanos) {
        this.conf = conf;
        this.nanos = nanos;
    }

    Schedule schedule() {
        return conf.get(PipelineKeys.BACKWARD) == PipelineKeys.Backward.SPLIT
                ? Schedule.SPLIT_BACKWARD
                : Schedule.WHOLE_BACKWARD;
    }

    Problem problem(CostGraph graph, int devices) {
        return new Problem(graph, topology(devices), new Training(conf.get(PipelineKeys.BATCH), STATE_FACTOR));
    }

    private Topology topology(int devices) {
        Optional<String> machine = conf.get(PipelineKeys.MACHINE);
        if (machine.isPresent()) {
            return Machine.read(Path.of(machine.get())).topology(devices);
        }
        if (conf.get(PipelineKeys.PROFILE) == PipelineKeys.Profile.COUNTED) {
            throw new ConfException(PipelineKeys.PROFILE.name() + " is counted, but " + PipelineKeys.MACHINE.name()
                    + " is none: counted work needs the rates of a machine; name one of conf/planning");
        }
        Link link = new Link(conf.get(PipelineKeys.BANDWIDTH), LATENCY_SECONDS);
        return new Topology(devices, conf.get(PipelineKeys.MEMORY), devices, link, link, ANY_RATES);
    }

    /**
     * The plan, and one mini-batch of it.
     *
     * @throws ConfException when there is none, or none that the runtime can run; says what to change
     */
    Planned.Found plan(Problem problem) {
        PlannerKind kind = PlannerKind.valueOf(conf.get(PipelineKeys.PLANNER).name());
        Planned planned = new Contest(schedule(), nanos).run(kind, problem);
        if (planned instanceof Planned.None none) {
            throw new ConfException("there is no plan: " + none.reason() + "; raise " + PipelineKeys.MEMORY.name()
                    + " or the number of devices, or lower " + PipelineKeys.BATCH.name());
        }
        Planned.Found found = (Planned.Found) planned;
        found.plan().stages().stream()
                .filter(stage -> !stage.recomputed().isEmpty())
                .findFirst()
                .ifPresent(this::refuseRecomputation);
        return found;
    }

    /** Model, devices and training in a sentence. */
    String setting(ModelDefinition model, Problem problem) {
        return model + " on " + problem.topology().devices()
                + (problem.topology().devices() == 1 ? " device" : " devices") + ", mini-batch "
                + problem.training().miniBatch() + ", costs "
                + conf.get(PipelineKeys.PROFILE).name().toLowerCase(Locale.ROOT)
                + conf.get(PipelineKeys.EMULATE)
                        .map(dilation -> ", emulated " + dilation + " times slower")
                        .orElse("");
    }

    private void refuseRecomputation(Stage stage) {
        throw new ConfException("the plan fits the devices' memory only if stage " + stage.id() + " computes "
                + stage.recomputed().size() + " operators again in backward, which stages of DL4J cannot; raise "
                + PipelineKeys.MEMORY.name() + ", which is " + conf.get(PipelineKeys.MEMORY) + " bytes, or lower "
                + PipelineKeys.BATCH.name());
    }
}
