package dev.braid.jobs.serve;

import dev.braid.data.text.DecodedSpecials;
import dev.braid.jobs.engine.Attainment;
import dev.braid.jobs.engine.Distribution;
import dev.braid.jobs.engine.EngineStatus;
import dev.braid.jobs.engine.EngineStatus.Readiness;
import dev.braid.jobs.engine.FinishReason;
import dev.braid.jobs.engine.GeneratedToken;
import dev.braid.jobs.engine.GenerationHandle;
import dev.braid.jobs.engine.GenerationListener;
import dev.braid.jobs.engine.GenerationRequest;
import dev.braid.jobs.engine.InferenceService;
import dev.braid.jobs.engine.Iterations;
import dev.braid.jobs.engine.RequestRejectedException;
import dev.braid.jobs.engine.RequestRejectedException.Reason;
import dev.braid.jobs.engine.ServedModel;
import dev.braid.jobs.engine.StepSizes;
import dev.braid.ops.sampling.SamplingParams;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * An engine that says what a script tells it: one token for each running request a millisecond, on one thread. A script's
 * answer ends with the end token, unless it is {@link #FOREVER}; a '!' in it makes the generation fail there.
 */
public final class FakeEngine implements InferenceService, AutoCloseable {
    public static final String FOREVER = "\0";
    public static final int CONTEXT = 2000;

    /** One step of one token, two of at most 64, four of more than can be named. */
    private static final StepSizes SIZES =
            new StepSizes(List.of(1L, 0L, 0L, 0L, 2L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 4L), 100_000);

    private static final Iterations ITERATIONS = new Iterations(
            new Distribution(new double[] {0.01, 0.1}, new long[] {1, 2, 0}, 0.125),
            new Distribution(new double[] {0.01, 0.1}, new long[] {2, 1, 0}, 0.0625),
            new Distribution(new double[] {0}, new long[] {1, 4}, 0.5),
            new Distribution(new double[] {8}, new long[] {3, 0}, 20),
            new Distribution(new double[] {8}, new long[] {0, 5}, 90));

    private static final Attainment ATTAINMENT = new Attainment(10, 9, 8, 7);

    private final Function<GenerationRequest, String> script;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread daemon = new Thread(work, "fake-engine");
        daemon.setDaemon(true);
        return daemon;
    });
    private final List<Running> running = new ArrayList<>();
    private final List<GenerationRequest> requests = new ArrayList<>();
    private volatile Readiness readiness = Readiness.READY;
    private Optional<Reason> refusal = Optional.empty();
    private int cancelled;
    private long generated;
    private Pace pace = Pace.STEPPING;

    private enum Pace {
        STEPPING,
        HELD
    }

    public FakeEngine(Function<GenerationRequest, String> script) {
        this.script = script;
        thread.scheduleWithFixedDelay(this::step, 1, 1, TimeUnit.MILLISECONDS);
    }

    private static final class Running {
        private final GenerationRequest request;
        private final GenerationListener listener;
        private final String answer;
        private int said = -1;
        private boolean cancelled;

        Running(GenerationRequest request, GenerationListener listener, String answer) {
            this.request = request;
            this.listener = listener;
            this.answer = answer;
        }
    }

    /** The text of a request's prompt, start token left out. */
    public static String prompt(GenerationRequest request) {
        return new CharCodec().decode(request.prompt(), DecodedSpecials.SKIP);
    }

    public void become(Readiness next) {
        readiness = next;
    }

    public synchronized void refuse(Optional<Reason> reason) {
        refusal = reason;
    }

    /** Computes nothing until it is released. */
    public synchronized void hold() {
        pace = Pace.HELD;
    }

    public synchronized void release() {
        pace = Pace.STEPPING;
    }

    public synchronized int cancelled() {
        return cancelled;
    }

    public synchronized int active() {
        return running.size();
    }

    public synchronized List<GenerationRequest> requests() {
        return List.copyOf(requests);
    }

    @Override
    public synchronized GenerationHandle submit(GenerationRequest request, GenerationListener listener) {
        refusal.ifPresent(reason -> {
            throw new RequestRejectedException(reason, "refused as the test wants it");
        });
        if (!List.of("base", "tales", "tales@7").contains(request.model())) {
            throw new RequestRejectedException(Reason.UNKNOWN_MODEL, "model '" + request.model() + "' is not served");
        }
        if ((long) request.prompt().length + request.maxTokens() > CONTEXT) {
            throw new RequestRejectedException(Reason.CONTEXT_EXCEEDED, "more than the context of " + CONTEXT);
        }
        Running sequence = new Running(request, listener, script.apply(request));
        requests.add(request);
        running.add(sequence);
        return () -> cancel(sequence);
    }

    private synchronized void cancel(Running sequence) {
        if (running.contains(sequence) && !sequence.cancelled) {
            sequence.cancelled = true;
            cancelled++;
        }
    }

    private synchronized void step() {
        for (Iterator<Running> each = running.iterator(); pace == Pace.STEPPING && each.hasNext(); ) {
            if (advance(each.next())) {
                each.remove();
            }
        }
    }

    /** True when it has ended. */
    private boolean advance(Running sequence) {
        int index = sequence.said++;
        if (sequence.cancelled) {
            sequence.listener.onFinish(FinishReason.CANCELLED);
            return true;
        } else if (index < 0) {
            sequence.listener.onStart(Optional.empty());
            return false;
        }
        boolean endless = sequence.answer.equals(FOREVER);
        int id = endless ? 'x' : index < sequence.answer.length() ? sequence.answer.charAt(index) : CharCodec.END;
        if (id == '!') {
            sequence.listener.onError(new IllegalStateException("the device is on fire"));
            return true;
        } else if (sequence.request.stopIds().contains(id)) {
            sequence.listener.onFinish(FinishReason.STOP);
            return true;
        }
        sequence.listener.onToken(token(sequence.request.sampling(), id));
        generated++;
        if (index + 1 == sequence.request.maxTokens()) {
            sequence.listener.onFinish(FinishReason.LENGTH);
            return true;
        }
        return false;
    }

    private static GeneratedToken token(SamplingParams sampling, int id) {
        if (sampling.logprobs() < 0) {
            return new GeneratedToken(id, Float.NaN, List.of());
        }
        List<GeneratedToken.Alternative> top = new ArrayList<>();
        for (int i = 0; i < sampling.logprobs(); i++) {
            top.add(new GeneratedToken.Alternative(id + i, i == 2 ? Float.NEGATIVE_INFINITY : -0.5f - i));
        }
        return new GeneratedToken(id, -0.5f, top);
    }

    @Override
    public List<ServedModel> models() {
        return List.of(
                new ServedModel("base", "", OptionalLong.empty(), ServedModel.Training.FINISHED),
                new ServedModel("tales", "base", OptionalLong.of(7), ServedModel.Training.IN_TRAINING));
    }

    @Override
    public int maxContext() {
        return CONTEXT;
    }

    @Override
    public synchronized EngineStatus status() {
        return new EngineStatus(
                readiness, running.size(), 0, 0.25, 11, generated, 13, 14, 15, 16, 17, SIZES, ITERATIONS, ATTAINMENT);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
