package dev.braid.jobs.train;

import dev.braid.jobs.engine.TrainingLease.Purpose;
import dev.braid.jobs.exchange.Contribution;
import dev.braid.jobs.exchange.GradientExchange;
import dev.braid.jobs.exchange.PartialSum;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

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
     * @param nanos a clock
     */
    public record Parts(
            TrainSettings settings,
            SequenceOrder order,
            int validationSequences,
            Optimizer optimizer,
            GradientExchange exchange,
            LeaseRunner runner,
            CheckpointFolder checkpoints,
            Identity identity,
            Consumer<TrainingEvent> listener,
            LongSupplier nanos) {}

    /** What makes a run that run. */
    public record Identity(long seed, String fingerprint) {}

    private final Parts parts;
    private final TrainSettings settings;
    private final Optimizer optimizer;
    private long done;
    private OptionalLong published = OptionalLong.empty();
    private Validation validation = Validation.NONE;

    /** @param resume where to go on; empty to begin with the optimizer's parameters */
    public StepLoop(Parts parts, Optional<Checkpoint> resume) {
        this.parts = parts;
        this.settings = parts.settings();
        this.optimizer = parts.optimizer();
        if (settings.publishing() instanceof PublishRule.NotWorse && parts.validationSequences() == 0) {
            throw new IllegalArgumentException(
                    "there is no validation sequence to judge versions by, and they are to be"
                            + " published when they are not worse; give validation rows or publish always");
        }
        resume.ifPresent(checkpoint -> {
            optimizer.restore(checkpoint.parameters(), checkpoint.moments());
            done = checkpoint.step();
            validation = checkpoint.validation();
        });
    }

    /** Trains to the end and returns how it ended; the optimizer then holds the result. */
    public TrainingEvent.Finished run() {
        long began = parts.nanos().getAsLong();
        long before = done;
        Schedule schedule = settings.schedule();
        emit(new TrainingEvent.Started(done, schedule.steps(), schedule.sequences(), optimizer.size()));
        publishFirst();
        while (done < schedule.steps() && !stopsEarly()) {
            step(done + 1, began, done + 1 - before);
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
        if (settings.publishing() instanceof PublishRule.Always && published.orElse(-1) < done) {
            publish();
        }
        TrainingEvent.End end = done < schedule.steps() ? TrainingEvent.End.EARLY_STOP : TrainingEvent.End.COMPLETED;
        TrainingEvent.Finished finished = new TrainingEvent.Finished(done, end, secondsSince(began));
        emit(finished);
        return finished;
    }

    private void step(long step, long runBegan, long stepsOfRun) {
        long began = parts.nanos().getAsLong();
        Schedule.Batch batch = settings.schedule().batch(step);
        List<LeaseBlock> leases = LeaseBlock.cut(
                step,
                done,
                batch.leaves(),
                settings.leaseSize().of(batch.leaves(), parts.runner().tasks()),
                leaf -> parts.order().sequence(batch.epoch(), batch.from() + leaf),
                Purpose.TRAIN);
        List<LeaseOutcome> outcomes = parts.runner().run(leases, optimizer.parameters());
        PartialSum total = total(step, batch.leaves(), optimizer.size(), outcomes);
        double rate = settings.learningRate().at(step);
        double norm = optimizer.apply(total, rate, step);
        done = step;
        double perStep = secondsSince(runBegan) / stepsOfRun;
        emit(new TrainingEvent.Stepped(
                step,
                settings.schedule().epochsAfter(step),
                total.lossSum() / total.targets(),
                rate,
                norm,
                tokens(outcomes),
                secondsSince(began),
                perStep * (settings.schedule().steps() - step)));
    }

    private PartialSum total(long step, int leaves, int parameters, List<LeaseOutcome> outcomes) {
        parts.exchange().begin(step, leaves, parameters);
        for (LeaseOutcome outcome : outcomes) {
            outcome.sums().forEach(sum -> parts.exchange().add(new Contribution(step, sum)));
        }
        PartialSum total = parts.exchange().total();
        if (total.targets() == 0) {
            throw new IllegalStateException("the " + leaves + " sequences of step " + step
                    + " have no label that is counted; check the data's loss mask");
        }
        return total;
    }

    /** What requests see until the first step is done. */
    private void publishFirst() {
        if (settings.publishing() instanceof PublishRule.Always) {
            publish();
        } else if (done == 0) {
            evaluate();
        } else {
            // Not judged again: a validation more would change when the run stops early.
            published = parts.runner().republish(done);
            published.ifPresentOrElse(
                    step -> emit(new TrainingEvent.Published(step)),
                    () -> holdBack("no version that passed a validation at or before this step is kept"));
        }
    }

    private void evaluate() {
        int leaves = parts.validationSequences();
        int size = settings.leaseSize().of(leaves, parts.runner().tasks());
        List<LeaseBlock> leases = LeaseBlock.cut(done, done, leaves, size, leaf -> leaf, Purpose.EVALUATE);
        PartialSum total = total(done, leaves, 0, parts.runner().run(leases, optimizer.parameters()));
        double loss = total.lossSum() / total.targets();
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
        parts.runner().publish(done, optimizer.parameters());
        published = OptionalLong.of(done);
        emit(new TrainingEvent.Published(done));
    }

    private void save() {
        Identity identity = parts.identity();
        emit(new TrainingEvent.Saved(
                done,
                parts.checkpoints()
                        .save(new Checkpoint(
                                done,
                                identity.seed(),
                                identity.fingerprint(),
                                validation,
                                optimizer.parameters(),
                                optimizer.moments()))));
    }

    private boolean stopsEarly() {
        return settings.patience().isPresent()
                && validation.worseSince() >= settings.patience().getAsInt();
    }

    private static Map<String, Long> tokens(List<LeaseOutcome> outcomes) {
        return outcomes.stream()
                .collect(Collectors.groupingBy(
                        LeaseOutcome::executor, TreeMap::new, Collectors.summingLong(LeaseOutcome::tokens)));
    }

    private double secondsSince(long start) {
        return (parts.nanos().getAsLong() - start) / 1e9;
    }

    private void emit(TrainingEvent event) {
        parts.listener().accept(event);
    }
}
