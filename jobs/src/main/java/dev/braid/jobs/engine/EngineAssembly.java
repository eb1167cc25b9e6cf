package dev.braid.jobs.engine;

import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.adapter.SlotLayout;
import dev.braid.model.decoder.Adapters;
import dev.braid.model.decoder.DecoderModel;
import dev.braid.model.decoder.DecoderRuntime;
import dev.braid.model.decoder.TrainingMethod;
import dev.braid.model.files.HfFolder;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.PeftFolder;
import dev.braid.model.program.AdapterShape;
import dev.braid.model.program.ExecutorSizes;
import dev.braid.ops.CpuKernels;
import dev.braid.ops.Kernels;
import dev.braid.ops.attention.KvPool;
import dev.braid.ops.device.CpuDevice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Reads what an {@link EngineSpec} names and puts an engine together on the CPU device. Everything is read and checked
 * before memory is taken.
 */
public final class EngineAssembly {
    /** Training samples in flight: while one goes backward the next goes forward with the requests. */
    private static final int TRAINING_LANES = 2;

    private final EngineSpec spec;
    private final HfFolder folder;
    private final List<PeftFolder> served;
    private final SlotLayout layout;
    private final List<AdapterShape> slots;
    private final DecoderModel model;
    private final ExecutorSizes sizes;

    /** @throws dev.braid.model.files.ModelFileException when a model or adapter file is not what it must be */
    public EngineAssembly(EngineSpec spec) {
        this.spec = spec;
        this.folder = HfFolder.open(spec.model());
        this.served = spec.adapters().stream()
                .map(adapter -> PeftFolder.open(adapter.folder(), folder.config()))
                .toList();
        this.layout = layout(spec);
        Optional<AdapterShape> trained =
                spec.job().flatMap(EngineSpec.Job::config).map(config -> Adapters.shape(folder.config(), config));
        this.slots = slots(trained);
        this.model = DecoderModel.compile(folder.config(), slots, method(trained));
        this.sizes = sizes();
    }

    private static SlotLayout layout(EngineSpec spec) {
        List<EngineSpec.Job> adapterJobs =
                spec.jobs().stream().filter(job -> job.config().isPresent()).toList();
        return new SlotLayout(
                adapterJobs.stream().map(EngineSpec.Job::adapter).toList(),
                spec.job().map(EngineSpec.Job::liveVersions).orElse(0),
                spec.adapters().stream()
                        .map(adapter -> new SlotLayout.Loaded(adapter.name(), adapter.versions()))
                        .toList());
    }

    private List<AdapterShape> slots(Optional<AdapterShape> trained) {
        List<AdapterShape> shapes = new ArrayList<>();
        trained.ifPresent(shape -> shapes.addAll(Collections.nCopies(layout.firstLoaded(0), shape)));
        for (int i = 0; i < served.size(); i++) {
            AdapterShape shape = Adapters.shape(folder.config(), served.get(i).config());
            shapes.addAll(Collections.nCopies(layout.loaded().get(i).versions(), shape));
        }
        return shapes;
    }

    private TrainingMethod method(Optional<AdapterShape> trained) {
        if (spec.job().isEmpty()) {
            return new TrainingMethod.None();
        }
        return trained.<TrainingMethod>map(shape -> new TrainingMethod.Adapter(
                        shape, (float) spec.job().get().config().orElseThrow().dropout()))
                .orElseGet(TrainingMethod.Full::new);
    }

    private ExecutorSizes sizes() {
        ModelConfig config = folder.config();
        int bound = config.maxPositions();
        int context = spec.context().orElse(bound);
        int sample = spec.job().map(EngineSpec.Job::sampleTokens).orElse(0);
        if (context > bound || sample > bound) {
            throw new IllegalArgumentException("the model holds " + bound + " positions, but the context is " + context
                    + " and training sequences have " + sample + " tokens; set spark.braid.serve.max.context and "
                    + "spark.braid.data.pack.length to at most " + bound);
        }
        int batch = spec.scheduler().maxBatchTokens();
        int head = Math.max(32, Math.min(batch, 256));
        int lanes = sample == 0 ? 1 : TRAINING_LANES;
        int trainingPages = lanes * ((sample + KvPool.PAGE_TOKENS - 1) / KvPool.PAGE_TOKENS);
        return new ExecutorSizes(
                batch,
                spec.backwardRows(),
                head,
                spec.scheduler().maxSequences() + 1,
                Math.max(context, sample),
                sample,
                spec.pages() + trainingPages,
                lanes);
    }

    public ModelConfig config() {
        return folder.config();
    }

    /** The model and its layout of trainable parameters. */
    public DecoderModel model() {
        return model;
    }

    /** Off-heap bytes that {@link #open} will take. */
    public DecoderRuntime.Memory memory() {
        // The size of packed weights does not depend on the threads.
        try (CpuDevice device = new CpuDevice(1)) {
            return DecoderRuntime.memory(model, copies(), slots, sizes, CpuKernels.vector(device));
        }
    }

    /**
     * Takes the memory, converts the weights and returns an engine that is yet to be driven and warmed up.
     *
     * @param clock nanoseconds, monotonic
     */
    public CoServingEngine open(LongSupplier clock) {
        CoServingEngine engine = new CoServingEngine(settings(), runner(), clock);
        loadAdapters(engine);
        return engine;
    }

    /** Puts the adapters that are served into an engine with these settings, before its first step. */
    public void loadAdapters(CoServingEngine engine) {
        for (int i = 0; i < served.size(); i++) {
            EngineSpec.NamedAdapter adapter = spec.adapters().get(i);
            engine.load(new AdapterVersion(adapter.name(), adapter.step()), read(served.get(i), i));
        }
    }

    /**
     * The weights of another version of a served adapter, flat in the order of its layout.
     *
     * @param folder in PEFT's layout
     * @throws IllegalArgumentException when it is of another shape than the one that is served
     */
    public float[] readVersion(String name, Path folder) {
        int index = IntStream.range(0, served.size())
                .filter(i -> spec.adapters().get(i).name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no adapter is served as '" + name + "'"));
        PeftFolder version = PeftFolder.open(folder, this.folder.config());
        AdapterShape shape = Adapters.shape(this.folder.config(), version.config());
        if (!shape.equals(slots.get(layout.firstLoaded(index)))) {
            throw new IllegalArgumentException(folder + " has another rank, scale or other modules than the adapter "
                    + name + " had when it was loaded; start again to serve it");
        }
        return read(version, index);
    }

    private float[] read(PeftFolder adapter, int index) {
        return Adapters.read(adapter, slots.get(layout.firstLoaded(index)));
    }

    /** How the engine works, whatever runs its steps. */
    public EngineSettings settings() {
        List<EngineSettings.JobTerms> jobs = spec.jobs().stream()
                .map(job -> new EngineSettings.JobTerms(job.adapter(), job.weight(), job.seed()))
                .toList();
        return new EngineSettings(spec.name(), spec.scheduler(), layout, target(), copies(), 0, jobs);
    }

    /** Takes the memory, converts the weights and returns what an engine runs on, without loaded adapters. */
    public DeviceStepRunner runner() {
        CpuDevice device = new CpuDevice(spec.threads());
        Kernels kernels = CpuKernels.vector(device);
        DecoderRuntime runtime =
                DecoderRuntime.open(model, copies(), slots, folder::tensor, sizes, kernels, device, device.stream());
        return new DeviceStepRunner(runtime, device, kernels.sampler(), trainedSlot());
    }

    private int trainedSlot() {
        return layout.trained().isEmpty() ? StepRunner.BASE : layout.firstTraining(0);
    }

    private EngineSettings.TrainingTarget target() {
        return fullTraining().isPresent()
                ? EngineSettings.TrainingTarget.BASE_MODEL
                : EngineSettings.TrainingTarget.ADAPTER;
    }

    /** Of the base model's weights: those that training reads, and those that requests do. */
    private int copies() {
        return 1 + fullTraining().map(EngineSpec.Job::liveVersions).orElse(0);
    }

    private Optional<EngineSpec.Job> fullTraining() {
        return spec.job().filter(job -> job.config().isEmpty());
    }
}
