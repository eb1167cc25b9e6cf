package dev.braid.jobs.serve;

import dev.braid.jobs.engine.FinishReason;
import dev.braid.jobs.engine.GeneratedToken;
import dev.braid.jobs.engine.GenerationHandle;
import dev.braid.jobs.engine.InferenceService;
import dev.braid.jobs.openai.ApiException;
import dev.braid.jobs.openai.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * One HTTP request on its way through the engine: all its answers. What the engine tells comes in through a serial
 * executor, which owns everything here; only {@link #start} and {@link #cancel} are for other threads.
 */
final class Generation {
    private final InferenceService engine;
    private final Reply reply;
    private final ServeMetrics metrics;
    private final LongSupplier nanos;
    private final SerialExecutor serial;
    private final List<Answer> answers = new ArrayList<>();
    private final long arrived;
    private int open;
    private int promptTokens;
    private int generatedTokens;
    private State state = State.RUNNING;

    private enum State {
        RUNNING,
        OVER
    }

    Generation(InferenceService engine, Reply reply, ServeMetrics metrics, LongSupplier nanos, SerialExecutor serial) {
        this.engine = engine;
        this.reply = reply;
        this.metrics = metrics;
        this.nanos = nanos;
        this.serial = serial;
        this.arrived = nanos.getAsLong();
    }

    /** Submits every answer; if the engine refuses one, none is generated and the client is told why. */
    void start(List<AnswerPlan> plans, int prompts) {
        serial.execute(() -> submit(plans, prompts));
    }

    /** The client has gone: everything ends within a step. Idempotent. */
    void cancel() {
        serial.execute(() -> {
            if (state == State.RUNNING) {
                abandon("abort");
            }
        });
    }

    private void submit(List<AnswerPlan> plans, int prompts) {
        promptTokens = prompts;
        open = plans.size();
        try {
            for (AnswerPlan plan : plans) {
                if (state == State.OVER) {
                    return;
                }
                Answer answer = new Answer(answers.size(), plan);
                answers.add(answer);
                answer.handle = engine.submit(plan.request(), new AnswerListener(this, answer.index, nanos, serial));
                answer.place = metrics.waiting(plan.request().model());
            }
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    void started(int index, long at) {
        Answer answer = answers.get(index);
        if (answer.isOver(state)) {
            return;
        }
        metrics.started(at - arrived);
        answer.place.run();
        reply.begin(index);
        if (!answer.plan.echo().isEmpty()) {
            reply.piece(index, Piece.text(answer.plan.echo()));
        }
    }

    void token(int index, GeneratedToken token, long at) {
        Answer answer = answers.get(index);
        if (answer.isOver(state)) {
            return;
        }
        measure(answer, at);
        generatedTokens++;
        tell(answer, answer.plan.text().next(token));
        if (answer.plan.text().stopped() == StopStrings.Found.YES) {
            answer.handle.cancel();
            end(answer, "stop");
        }
    }

    void finished(int index, FinishReason reason) {
        Answer answer = answers.get(index);
        if (answer.isOver(state)) {
            return;
        }
        if (reason == FinishReason.CANCELLED) {
            fail(ApiException.of(503, "the generation was cancelled by the server"));
            return;
        }
        tell(answer, answer.plan.text().finish());
        boolean stopped = reason == FinishReason.STOP || answer.plan.text().stopped() == StopStrings.Found.YES;
        end(answer, stopped ? "stop" : "length");
    }

    void fail(RuntimeException cause) {
        if (state == State.RUNNING) {
            abandon("error");
            reply.fail(Rejections.of(cause));
        }
    }

    /** Our own failure: the client is told even if the answers are over. */
    void crashed(RuntimeException cause) {
        if (state == State.RUNNING) {
            abandon("error");
        }
        reply.fail(Rejections.of(cause));
    }

    private void measure(Answer answer, long at) {
        if (answer.tokens++ == 0) {
            metrics.firstToken(at - arrived);
        } else {
            metrics.nextToken(at - answer.lastToken);
        }
        answer.lastToken = at;
    }

    private void tell(Answer answer, Piece piece) {
        if (!piece.isEmpty()) {
            reply.piece(answer.index, piece);
        }
    }

    private void end(Answer answer, String reason) {
        answer.over = true;
        answer.place.close();
        metrics.finished(reason, nanos.getAsLong() - arrived);
        reply.end(answer.index, reason);
        if (--open == 0) {
            state = State.OVER;
            reply.complete(Usage.of(promptTokens, generatedTokens));
        }
    }

    private void abandon(String reason) {
        state = State.OVER;
        for (Answer answer : answers) {
            if (!answer.over && answer.handle != null) {
                answer.handle.cancel();
                answer.place.close();
                metrics.finished(reason, 0);
            }
        }
    }

    /** One answer's state. */
    private static final class Answer {
        private final int index;
        private final AnswerPlan plan;
        private GenerationHandle handle;
        private ModelRequests.Place place;
        private int tokens;
        private long lastToken;
        private boolean over;

        Answer(int index, AnswerPlan plan) {
            this.index = index;
            this.plan = plan;
        }

        boolean isOver(State whole) {
            return over || whole == State.OVER;
        }
    }
}
