package dev.braid.jobs.train;

import dev.braid.jobs.engine.TrainingLease.Purpose;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The training loop: for each optimizer step, leases over its sequences, their gradients summed, one update, one new
 * version. Everything that a step does follows from its number, so the same settings and data give the same bits on
 * any number of executors, and after a restart. Runs on the thread that calls {@link #run}.
 */
public final class StepLoop {
    /**
     * What the loop works with.
     *
     * @param validationSequences of the validation data; 0 for none
     * @param identity seed and fingerprint that go into checkpoints
     * @param stop ends the loop behind a step
     * @param nanos a clock
     */
    public record Parts(
            TrainSettings settings,
            SequenceOrder order,
            int validationSequences,
            GradientExchange exchange,
            CheckpointStore checkpoints,
            Identity identity,
            Consumer<TrainingEvent> listener,
            StopRequest stop,
            LongSupplier nanos) {}

    /** What makes a run that run. */
    public record Identity(long seed, String fingerprint) {}

    /** How often a run goes back to a checkpoint before it gives up. */
    private static final int MOST_LOSSES = 20;

    private final Parts parts;
    private final TrainSettings settings;
    private final GradientExchange exchange;
    private long done;
    private OptionalLong published = OptionalLong.empty();
    private long saved;
    private long stepsOfRun;
    private int losses;
    private Validation validation = Validation.NONE;

    /** @param resume where to go on; empty to begin with the exchange's first parameters */
    public StepLoop(Parts parts, Optional<Checkpoint> resume) {
        this.parts = parts;
        this.settings = parts.settings();
        this.exchange = parts.exchange();
        if (settings.publishing() instanceof PublishRule.NotWorse && parts.validationSequences() == 0) {
            throw new IllegalArgumentException(
                    "there is no validation sequence to judge versions by, and they are to be"
                            + " published when they are not worse; give validation rows or publish always");
        }
        restore(resume);
    }

    private void restore(Optional<Checkpoint> checkpoint) {
        exchange.restore(checkpoint);
        done = checkpoint.map(Checkpoint::step).orElse(0L);
        saved = done;
        validation = checkpoint.map(Checkpoint::validation).orElse(Validation.NONE);
    }

    /** How a loop ended, and the parameters that it ended with. */
    public record Result(TrainingEvent.Finished finished, float[] parameters) {}

    /**
     * Trains to the end.
     *
     * @throws StoppedException when it was asked to end earlier
     */
    public Result run() {
        long began = parts.nanos().getAsLong();
        Schedule schedule = settings.schedule();
        emit(new TrainingEvent.Started(done, schedule.steps(), schedule.sequences(), exchange.parameters()));
        Optional<float[]> trained = Optional.empty();
        while (trained.isEmpty()) {
            try {
                trained = train(began);
            } catch (StateLostException lost) {
                goBack(lost);
            } catch (RuntimeException e) {
                throw isStopped() ? stopped(began) : e;
            }
        }
        if (isStopped()) {
            throw stopped(began);
        }
        TrainingEvent.End end = done < schedule.steps() ? TrainingEvent.End.EARLY_STOP : TrainingEvent.End.COMPLETED;
        TrainingEvent.Finished finished = new TrainingEvent.Finished(done, end, secondsSince(began));
        emit(finished);
        return new Result(finished, trained.get());
    }

    private boolean isStopped() {
        return parts.stop().isMade() && done < settings.schedule().steps() && !stopsEarly();
    }

    /** A step that failed because executors are ending too has changed nothing: the one before it is saved. */
    private StoppedException stopped(long runBegan) {
        if (saved < done) {
            save();
        }
        emit(new TrainingEvent.Finished(done, TrainingEvent.End.STOPPED, secondsSince(runBegan)));
        return new StoppedException(done);
    }

    private Optional<float[]> train(long runBegan) {
        if (stepsOfRun == 0) {
            publishFirst();
        }
        while (done < settings.schedule().steps()
                && !stopsEarly()
                && !parts.stop().isMade()) {
            advance(runBegan);
        }
        if (settings.publishing() instanceof PublishRule.Always && published.orElse(-1) < done) {
            publish();
        }
        return Optional.of(exchange.state().parameters());
    }

    private void advance(long runBegan) {
        step(done + 1, runBegan);
        if (settings.publishes(done)) {
            publish();
        }
        if (settings.evaluates(done) && parts.validationSequences() > 0) {
            evaluate();
        }
        if (settings.saves(done) || stopsEarly()) {
            save();
        }
    }

    /** What is done again gives the same bits, so nothing that was told or published before becomes untrue. */
    private void goBack(StateLostException lost) {
        if (++losses > MOST_LOSSES) {
            throw lost;
        }
        restore(parts.checkpoints().newest(parts.identity().fingerprint(), CheckpointStore.Torn.FALL_BACK));
        emit(new TrainingEvent.WentBack(done, lost.getMessage()));
    }

    private void step(long step, long runBegan) {
        long began = parts.nanos().getAsLong();
        Schedule.Batch batch = settings.schedule().batch(step);
        List<LeaseBlock> leases = LeaseBlock.cut(
                step,
                done,
                batch.leaves(),
                settings.leaseSize().of(batch.leaves(), exchange.tasks()),
                leaf -> parts.order().sequence(batch.epoch(), batch.from() + leaf),
                Purpose.TRAIN);
        double rate = settings.learningRate().at(step);
        SummedStep summed = exchange.step(leases, rate);
        done = step;
        double perStep = secondsSince(runBegan) / ++stepsOfRun;
        emit(new TrainingEvent.Stepped(
                step,
                settings.schedule().epochsAfter(step),
                summed.lossSum() / summed.targets(),
                rate,
                summed.gradientNorm(),
                summed.tokensByExecutor(),
                secondsSince(began),
                perStep * (settings.schedule().steps() - step)));
    }

    /** What requests see until the first step is done. */
    private void publishFirst() {
        if (settings.publishing() instanceof PublishRule.Always) {
            publish();
        } else if (done == 0) {
            evaluate();
        } else {
            // Not judged again: a validation more would change when the run stops early.
            published = exchange.republish(done);
            published.ifPresentOrElse(
                    step -> emit(new TrainingEvent.Published(step)),
                    () -> holdBack("no version that passed a validation at or before this step is kept"));
        }
    }

    private void evaluate() {
        int leaves = parts.validationSequences();
        int size = settings.leaseSize().of(leaves, exchange.tasks());
        double loss = exchange.evaluate(LeaseBlock.cut(done, done, leaves, size, leaf -> leaf, Purpose.EVALUATE));
        Validation before = validation;
        validation = validation.with(done, loss);
        emit(new TrainingEvent.Evaluated(done, loss, validation.bestLoss(), validation.bestStep()));
        if (settings.publishing() instanceof PublishRule.NotWorse rule) {
            rule.objection(before, loss).ifPresentOrElse(this::holdBack, this::publish);
        }
    }

    private void holdBack(String reason) {
        emit(new TrainingEvent.HeldBack(done, published, reason));
    }

    private void publish() {
        exchange.publish(done);
        published = OptionalLong.of(done);
        emit(new TrainingEvent.Published(done));
    }

    /** A place that is full or away costs what would be done again after a failure, not the run. */
    private void save() {
        Identity identity = parts.identity();
        ParameterState state = exchange.state();
        Checkpoint checkpoint = new Checkpoint(
                done, identity.seed(), identity.fingerprint(), validation, state.parameters(), state.moments());
        try {
            emit(new TrainingEvent.Saved(done, parts.checkpoints().save(checkpoint)));
            saved = done;
        } catch (CheckpointException e) {
            emit(new TrainingEvent.NotSaved(done, e.getMessage()));
        }
    }

    private boolean stopsEarly() {
        return settings.patience().isPresent()
                && validation.worseSince() >= settings.patience().getAsInt();
    }

    private double secondsSince(long start) {
        return (parts.nanos().getAsLong() - start) / 1e9;
    }

    private void emit(TrainingEvent event) {
        parts.listener().accept(event);
    }
}
