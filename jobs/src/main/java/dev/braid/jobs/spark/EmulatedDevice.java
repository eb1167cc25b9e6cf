package dev.braid.jobs.spark;

import dev.braid.data.text.SpecialTokens;
import dev.braid.data.text.Tokenizer;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.ConfException;
import dev.braid.jobs.conf.EngineKeys;
import dev.braid.jobs.conf.JobKeys;
import dev.braid.jobs.conf.ServeKeys;
import dev.braid.jobs.engine.CoServingEngine;
import dev.braid.jobs.engine.EngineAssembly;
import dev.braid.jobs.engine.ModelLimits;
import dev.braid.jobs.simulate.EmulatedStepRunner;
import dev.braid.jobs.simulate.GpuGroup;
import dev.braid.jobs.simulate.Machine;
import dev.braid.jobs.simulate.Pretence;
import dev.braid.jobs.simulate.RealTime;
import dev.braid.jobs.simulate.cost.Efficiency;
import dev.braid.jobs.simulate.cost.GpuSpec;
import dev.braid.jobs.simulate.cost.LoraShape;
import dev.braid.jobs.simulate.cost.ModelShape;
import dev.braid.jobs.simulate.cost.TensorParallel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device that computes nothing and takes, in real time, the time of GPUs that are not here: for trying out HTTP,
 * scheduling and Spark at their scale. The model folder gives name, vocabulary and tokenizer; the shape that steps are
 * timed for is the emulated model's.
 */
public record EmulatedDevice(GpuGroup group) {
    private static final Logger LOG = LoggerFactory.getLogger(EmulatedDevice.class);
    private static final Pattern NAME = Pattern.compile("emulated:([^/]+)/([^/]+)/(\\d+)");
    private static final int PAGE_TOKENS = 16;
    /** Standard deviation of a step's time relative to it. */
    private static final double SCATTER = 0.03;
    /** What it says to everybody. */
    private static final String TEXT = " This device is emulated: nothing is computed.";

    /**
     * The device that a configuration asks for; empty when it asks for a real one.
     *
     * @throws ConfException when it names a GPU or a model that is not known, or a division that is not possible
     */
    public static Optional<EmulatedDevice> of(BraidConf conf) {
        Matcher name = NAME.matcher(conf.get(EngineKeys.DEVICE));
        return name.matches() ? Optional.of(new EmulatedDevice(group(name))) : Optional.empty();
    }

    private static GpuGroup group(Matcher name) {
        try {
            GpuGroup group = new GpuGroup(
                    GpuSpec.byName(name.group(1)),
                    new TensorParallel(Integer.parseInt(name.group(3))),
                    ModelShape.byName(name.group(2)),
                    new LoraShape(16, LoraShape.Targets.DOWN_PROJECTION));
            group.cost(Efficiency.libraries(group.gpu()));
            return group;
        } catch (IllegalArgumentException e) {
            throw new ConfException(EngineKeys.DEVICE.name() + " is " + name.group() + ": " + e.getMessage());
        }
    }

    /** An engine on it, yet to be driven and warmed up, of the model, adapters and job of an assembly. */
    public CoServingEngine open(BraidConf conf, EngineAssembly assembly) {
        LOG.warn("{} is {}: nothing is computed, tokens and gradients mean nothing", EngineKeys.DEVICE.name(), words());
        Machine machine =
                Machine.steady(group.cost(Efficiency.libraries(group.gpu())), SCATTER, new SplittableRandom());
        RealTime time = new RealTime();
        Pretence pretence = Pretence.of(tokens(conf), assembly.model().layout().size());
        EmulatedStepRunner runner = new EmulatedStepRunner(limits(conf, assembly), machine, time, pretence);
        CoServingEngine engine = new CoServingEngine(assembly.settings(), runner, time.clock());
        assembly.loadAdapters(engine);
        return engine;
    }

    private static int[] tokens(BraidConf conf) {
        try (Tokenizer tokenizer = Tokenizer.open(Path.of(conf.get(JobKeys.MODEL)))) {
            return tokenizer.encode(TEXT, SpecialTokens.NONE);
        }
    }

    private ModelLimits limits(BraidConf conf, EngineAssembly assembly) {
        int sample = assembly.model().layout().size() == 0 ? 0 : EngineSpecs.packLength(conf);
        long pages = conf.set(ServeKeys.KV_PAGES).orElseGet(() -> (int) (group.kvTokens(sample) / PAGE_TOKENS));
        int layers = group.model().layers();
        List<Integer> blocks =
                IntStream.rangeClosed(0, layers).map(i -> layers - i).boxed().toList();
        return new ModelLimits(
                assembly.config().vocabSize(),
                conf.get(ServeKeys.MAX_CONTEXT).orElse(GpuGroup.CONTEXT),
                (int) pages + (sample + PAGE_TOKENS - 1) / PAGE_TOKENS,
                PAGE_TOKENS,
                sample,
                GpuGroup.LANES,
                blocks);
    }

    /** The device in words. */
    public String words() {
        return "emulated, " + group.parallel().degree() + " x " + group.gpu().name() + " with "
                + group.model().name();
    }
}
