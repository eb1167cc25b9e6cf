package dev.braid.jobs.engine;

import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.adapter.BaseVersions;
import dev.braid.jobs.adapter.VersionStore;
import dev.braid.jobs.sched.KvPool;
import dev.braid.jobs.sched.Scheduler;
import dev.braid.jobs.sched.StepPlan;
import dev.braid.jobs.sched.latency.LatencyModel;
import dev.braid.jobs.sched.latency.ProfileShapes;
import dev.braid.jobs.sched.tape.RecordingWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The loop of one device: {@link #step} plans, runs and applies. It owns all mutable state of its device; a thread
 * drives it in production ({@link EngineThread}), a test by hand. Everybody else talks to its mailbox through
 * {@link InferenceService}, {@link TrainingService} and {@link StageService}.
 */
public final class CoServingEngine implements InferenceService, TrainingService, StageService {
    /** What a call of {@link #step} found to do. */
    public enum Progress {
        WORKED,
        IDLE,
        /** There is work, but the device is a pipeline's. */
        HELD,
        STOPPED
    }

    /** Time per output token after which requests get a step that no bubble has room for. */
    private static final int PATIENCE = 4;
    /** How often a held engine looks whether the device is free, milliseconds. */
    private static final long HELD_MILLIS = 1;

    private final EngineSettings settings;
    private final StepRunner runner;
    private final ModelLimits limits;
    private final LongSupplier clock;
    private final LatencyModel latency = LatencyModel.unknown();
    private final Scheduler scheduler;
    private final KvPool pool;
    private final Mailbox mailbox = new Mailbox();
    private final Ledger ledger = new Ledger();
    private final Sequences sequences;
    private final Versions versions;
    private final TrainingQueue training;
    private final StageGate gate;
    private final StepInputs inputs = new Inputs();
    private final AtomicLong requestIds = new AtomicLong();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile EngineStatus.Readiness readiness = EngineStatus.Readiness.WARMING_UP;
    private volatile Load load = new Load(0, 0, 0, 0);
    private volatile RuntimeException failure;
    private List<LatencyModel.Sample> profile = List.of();
    private Optional<RecordingWriter> recording = Optional.empty();

    private record Load(int running, double kvUsage, long preemptions, long reusedTokens) {}

    /** @param clock nanoseconds, monotonic */
    public CoServingEngine(EngineSettings settings, StepRunner runner, LongSupplier clock) {
        this.settings = settings;
        this.runner = runner;
        this.limits = runner.limits();
        this.clock = clock;
        this.pool =
                new KvPool(limits.pages(), limits.pageTokens(), limits.pagesFor(limits.sampleTokens()), limits.lanes());
        this.scheduler = new Scheduler(settings.scheduler(), pool, latency);
        VersionStore store = new VersionStore(settings.adapters());
        BaseVersions base = new BaseVersions(settings.copies());
        this.versions = new Versions(settings, store, base, runner);
        this.sequences = new Sequences(settings, limits, pool, store, ledger, scheduler, base);
        this.training = new TrainingQueue(runner, limits, versions, settings, scheduler);
        this.gate = new StageGate(
                clock,
                PATIENCE
                        * Math.min(
                                Long.MAX_VALUE / PATIENCE,
                                settings.scheduler().slo().tpotNanos()));
    }

    /**
     * Runs the kernels warm and times rehearsed steps; requests are served and jobs have their weights from then on. Called by the engine's thread
     * before the first step; when it throws, the engine has failed.
     */
    public void warmUp() {
        start(() -> {
            runner.warmUp();
            return Profiling.run(runner, ProfileShapes.of(Profiling.room(limits, settings)), clock);
        });
    }

    /** Starts on a runner that is warm already, with the profile of another engine over it. */
    public void start(List<LatencyModel.Sample> known) {
        start(() -> known);
    }

    private void start(Supplier<List<LatencyModel.Sample>> profiling) {
        try {
            profile = profiling.get();
            latency.learn(profile);
            begin();
        } catch (RuntimeException | Error e) {
            fail(e);
            throw e;
        }
        readiness = EngineStatus.Readiness.READY;
    }

    /** The steps that were timed at the start. */
    public List<LatencyModel.Sample> profile() {
        return profile;
    }

    /** What the scheduler knows from the start on is part of its recording. */
    private void begin() {
        recording.ifPresent(writer -> {
            writer.begin(settings.scheduler(), pool, latency.coefficients());
            scheduler.recordTo(writer);
        });
        settings.jobs().forEach(terms -> scheduler.weigh(terms.job(), terms.weight()));
    }

    /** Has everything recorded that the scheduler is told and plans; called before {@link #warmUp}, closed with this. */
    public void recordTo(RecordingWriter writer) {
        recording = Optional.of(writer);
    }

    /** Puts an adapter from a folder into a slot; called before the first step. */
    public void load(AdapterVersion version, float[] weights) {
        versions.load(version, weights);
    }

    /**
     * Handles messages, then computes one step if there is work. Called by one thread at a time. An exception or error
     * below it fails the engine: all that was asked of it is answered with the cause, and it takes nothing more.
     */
    public Progress step() {
        try {
            receive();
            return isOver() ? Progress.STOPPED : compute();
        } catch (RuntimeException | Error e) {
            fail(e);
            return Progress.STOPPED;
        }
    }

    private boolean isOver() {
        return readiness == EngineStatus.Readiness.STOPPING || readiness == EngineStatus.Readiness.FAILED;
    }

    private Progress compute() {
        versions.publishPending();
        waiting.addAndGet(-sequences.admit(clock.getAsLong()));
        training.prepare();
        StageGate.Kind next = scheduler.hasPrompt() ? StageGate.Kind.PROMPT : StageGate.Kind.DECODE;
        if (!gate.opens(next) && scheduler.running() + scheduler.waiting() > 0) {
            load = load();
            return Progress.HELD;
        }
        long start = clock.getAsLong();
        StepPlan plan = scheduler.plan(start);
        if (plan.isEmpty()) {
            load = load();
            return Progress.IDLE;
        }
        StepResult result = runner.run(plan, inputs);
        long end = clock.getAsLong();
        gate.stepped(plan.prefills() > 0 ? StageGate.Kind.PROMPT : StageGate.Kind.DECODE, end - start);
        ledger.step(plan, start, end - start, waiting.get(), result.tokens().size());
        apply(result, end);
        load = load();
        return Progress.WORKED;
    }

    private Load load() {
        return new Load(scheduler.running(), scheduler.poolUsage(), scheduler.preemptions(), scheduler.reusedTokens());
    }

    private void apply(StepResult result, long now) {
        OptionalLong done = scheduler.complete(now);
        for (StepResult.Chosen chosen : result.tokens()) {
            sequences.append(chosen, now);
        }
        if (done.isPresent()) {
            training.finish(done.getAsLong());
        }
    }

    private final class Inputs implements StepInputs {
        @Override
        public SequenceInput sequence(long id) {
            return sequences.input(id);
        }

        @Override
        public SampleInput sample(int lane) {
            return training.input(lane);
        }
    }

    private void receive() {
        Message message;
        while ((message = mailbox.poll()) != null) {
            handle(message);
        }
    }

    private void handle(Message message) {
        if (message instanceof Message.Submit submit) {
            if (sequences.enqueue(submit, clock.getAsLong()) == Sequences.Queued.REFUSED) {
                waiting.decrementAndGet();
            }
        } else if (message instanceof Message.Cancel cancel) {
            if (sequences.cancel(cancel.id(), clock.getAsLong()) == Sequences.Cancelled.WAITING) {
                waiting.decrementAndGet();
            }
        } else if (message instanceof Message.Install install) {
            versions.install(install);
            training.dropSuperseded();
        } else if (message instanceof Message.Train train) {
            training.add(train);
        } else if (message instanceof Message.Abandon abandon) {
            training.abandon(abandon.lease());
        } else if (message instanceof Message.Stage stage) {
            gate.active();
            run(stage);
        } else if (message instanceof Message.Bubble bubble) {
            gate.bubble(bubble.nanos());
        } else if (message instanceof Message.Detach) {
            gate.detach();
        } else if (message instanceof Message.Stop stop) {
            end(EngineStatus.Readiness.STOPPING, new IllegalStateException("the engine stopped"));
            stop.done().complete(null);
        }
    }

    /** What goes wrong in a stage is its worker's, and no request's. */
    private static void run(Message.Stage stage) {
        try {
            stage.work().run();
            stage.done().complete(null);
        } catch (RuntimeException | Error e) {
            stage.done().completeExceptionally(e);
        }
    }

    private void fail(Throwable cause) {
        failure = new IllegalStateException("the engine failed: " + cause, cause);
        end(EngineStatus.Readiness.FAILED, failure);
    }

    /** Closes the mailbox and answers all that was asked, in the mailbox or taken on, with the cause. */
    private void end(EngineStatus.Readiness state, RuntimeException cause) {
        readiness = state;
        mailbox.close();
        Message message;
        while ((message = mailbox.poll()) != null) {
            refuse(message, cause);
        }
        sequences.failAll(cause, clock.getAsLong());
        waiting.set(0);
        training.failAll(cause);
        versions.failAll(cause);
        load = load();
    }

    private void refuse(Message message, RuntimeException cause) {
        if (message instanceof Message.Submit submit) {
            submit.listener().onError(cause);
        } else if (message instanceof Message.Install install) {
            install.done().completeExceptionally(cause);
        } else if (message instanceof Message.Train train) {
            train.done().completeExceptionally(cause);
        } else if (message instanceof Message.Stage stage) {
            stage.done().completeExceptionally(cause);
        } else if (message instanceof Message.Stop stop) {
            stop.done().complete(null);
        }
    }

    /** Waits until there is a message, or the device may be free. Called by the engine's thread when a step was held. */
    void awaitDevice() throws InterruptedException {
        mailbox.awaitMessage(HELD_MILLIS);
    }

    /** Blocks until there is a message. Called by the engine's thread when a step was idle. */
    void awaitMessage() throws InterruptedException {
        mailbox.awaitMessage();
    }

    @Override
    public GenerationHandle submit(GenerationRequest request, GenerationListener listener) {
        requireServing();
        sequences.requireFits(request);
        versions.requireKnown(request.model());
        int bound = settings.scheduler().maxWaiting();
        if (waiting.incrementAndGet() > bound) {
            waiting.decrementAndGet();
            throw new RequestRejectedException(
                    RequestRejectedException.Reason.OVERLOADED,
                    bound + " requests are waiting already, which is the bound; try again later");
        }
        long id = requestIds.incrementAndGet();
        if (mailbox.put(new Message.Submit(id, request, listener, clock.getAsLong())) == Mailbox.Delivery.CLOSED) {
            waiting.decrementAndGet();
            throw stopped();
        }
        return () -> mailbox.put(new Message.Cancel(id));
    }

    private void requireServing() {
        if (isOver()) {
            throw stopped();
        }
    }

    private RequestRejectedException stopped() {
        String why = failure == null ? "the engine is stopping" : failure.getMessage();
        return new RequestRejectedException(RequestRejectedException.Reason.STOPPING, why);
    }

    /** Puts a message whose future fails at once when the engine has ended. */
    private CompletableFuture<Void> ask(Message message, CompletableFuture<Void> done) {
        if (mailbox.put(message) == Mailbox.Delivery.CLOSED) {
            done.completeExceptionally(stopped());
        }
        return done;
    }

    @Override
    public List<ServedModel> models() {
        return versions.models();
    }

    @Override
    public int maxContext() {
        return limits.context();
    }

    @Override
    public EngineStatus status() {
        Ledger.Totals totals = ledger.totals();
        Load now = load;
        return new EngineStatus(
                readiness,
                now.running(),
                waiting.get(),
                now.kvUsage(),
                totals.prompt(),
                totals.generated(),
                totals.forward(),
                totals.backward(),
                totals.steps(),
                now.preemptions(),
                now.reusedTokens(),
                totals.stepSizes(),
                ledger.iterations(),
                ledger.attainment());
    }

    /** What the engine has done so far. */
    public Ledger ledger() {
        return ledger;
    }

    @Override
    public CompletableFuture<Void> install(AdapterVersion version, float[] weights, Visibility visibility) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        return ask(new Message.Install(version, weights, visibility, done), done);
    }

    @Override
    public CompletableFuture<Void> train(TrainingLease lease, Consumer<LeafResult> leaves) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        return ask(new Message.Train(lease, leaves, done), done);
    }

    @Override
    public void abandon(TrainingLease lease) {
        mailbox.put(new Message.Abandon(lease));
    }

    @Override
    public CompletableFuture<Void> stage(Runnable work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        return ask(new Message.Stage(work, done), done);
    }

    @Override
    public void bubble(long nanos) {
        mailbox.put(new Message.Bubble(nanos));
    }

    @Override
    public void detach() {
        mailbox.put(new Message.Detach());
    }

    /** Asks the engine to stop: what runs gets an error. Completes when the engine's thread has done so. */
    public CompletableFuture<Void> stop() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (mailbox.put(new Message.Stop(done)) == Mailbox.Delivery.CLOSED) {
            done.complete(null);
        }
        return done;
    }

    /** Frees the runner; called by the engine's thread when it has stopped. */
    void close() {
        recording.ifPresent(RecordingWriter::close);
        runner.close();
    }

    /**
     * Checks that an idle engine holds nothing: no page, no pin.
     *
     * @throws IllegalStateException naming what leaked
     */
    public void checkIntegrity() {
        sequences.checkIdle();
    }
}
