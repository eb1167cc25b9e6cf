package dev.braid.jobs.spark.exchange;

import dev.braid.jobs.exchange.GradientNorm;
import dev.braid.jobs.exchange.PartialSum;
import dev.braid.jobs.exchange.Slices;
import dev.braid.jobs.train.Checkpoint;
import dev.braid.jobs.train.DivergedException;
import dev.braid.jobs.train.DriverExchange;
import dev.braid.jobs.train.GradientExchange;
import dev.braid.jobs.train.GradientScale;
import dev.braid.jobs.train.LeaseBlock;
import dev.braid.jobs.train.LeaseOutcome;
import dev.braid.jobs.train.ParameterState;
import dev.braid.jobs.train.RuleUpdate;
import dev.braid.jobs.train.StateLostException;
import dev.braid.jobs.train.SummedStep;
import dev.braid.jobs.train.UpdateRule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;

/**
 * The exchange for large gradients: slices of them are shuffled, summed and applied where the same slices of parameters
 * and moments live, each on two executors (after BigDL's AllReduce on Spark's block manager, Dai et al. 2019). An
 * executor sends and receives about as much as its own gradients and the parameters take, however many there are; the
 * driver sees sums of squares and losses only, except where a checkpoint is saved.
 *
 * <p>A step is two Spark jobs: leases and sums of slices, then, when the norm is known, updates.
 */
public final class ShuffleExchange implements GradientExchange {
    /**
     * What the exchange works with.
     *
     * @param work of a lease
     * @param slices how parameters are cut
     * @param clipNorm longest global norm of the mean gradient; empty for any
     * @param initial the first parameters
     * @param tasks leases that a step should have at least
     */
    public record Parts(
            JavaSparkContext spark,
            LeaseWork work,
            Slices slices,
            UpdateRule rule,
            OptionalDouble clipNorm,
            Supplier<float[]> initial,
            IntSupplier tasks,
            VersionAnnouncer announcer) {}

    private final Parts parts;
    private final GradientScale scale;
    private SlicedState state;
    private SlicedState published;

    public ShuffleExchange(Parts parts) {
        this.parts = parts;
        this.scale = new GradientScale(parts.clipNorm());
    }

    @Override
    public int parameters() {
        return parts.slices().parameters();
    }

    @Override
    public int tasks() {
        return parts.tasks().getAsInt();
    }

    @Override
    public void restore(Optional<Checkpoint> checkpoint) {
        UpdateRule rule = parts.rule();
        ParameterState start = checkpoint
                .map(saved -> ParameterState.of(saved, rule, parameters()))
                .orElseGet(() -> ParameterState.initial(parts.initial().get(), rule));
        describe("hand parameters out");
        replace(SparkFailures.unchecked(() -> SlicedState.of(parts.spark(), parts.slices(), start)));
    }

    @Override
    public SummedStep step(List<LeaseBlock> leases, double learningRate) {
        return guarded(() -> {
            parts.announcer().refresh();
            LeaseBlock first = leases.get(0);
            JavaRDD<SliceSum> sums = sums(leases).persist(StorageLevel.MEMORY_AND_DISK());
            try {
                describe("step " + first.step() + ", gradients");
                List<SliceSum> slices = sums.map(SliceSum::withoutGradient).collect();
                PartialSum total =
                        DriverExchange.requireTargets(first, slices.get(0).total());
                double[] squares = parts.slices()
                        .joinSquares(slices.stream().map(SliceSum::squares).toList());
                GradientScale.Scaled scaled = scale.of(first.step(), GradientNorm.of(squares), total.targets());
                describe("step " + first.step() + ", update");
                replace(state.updated(
                        parts.rule(), new RuleUpdate.Step(scaled.factor(), learningRate, first.step()), sums));
                return new SummedStep(
                        total.targets(),
                        total.lossSum(),
                        scaled.norm(),
                        LeaseOutcome.tokens(slices.get(0).outcomes()));
            } finally {
                sums.unpersist(false);
                sums.rdd().cleanShuffleDependencies(false);
            }
        });
    }

    private JavaRDD<SliceSum> sums(List<LeaseBlock> leases) {
        LeaseBlock first = leases.get(0);
        return state.parametersInPlace()
                .zipPartitions(
                        parts.spark()
                                .parallelize(leases, leases.size())
                                .flatMapToPair(new SlicedLease(parts.work(), state.weights()))
                                .partitionBy(new SlicePartitioner(parts.slices().count())),
                        new SliceReduction(first.step(), first.stepLeaves()));
    }

    @Override
    public double evaluate(List<LeaseBlock> leases) {
        return guarded(() -> {
            describe("step " + leases.get(0).step() + ", validation");
            LeaseWork work = parts.work();
            SlicedWeights weights = state.weights();
            List<LeaseOutcome> outcomes = parts.spark()
                    .parallelize(leases, leases.size())
                    .map(lease -> work.run(lease, weights))
                    .collect();
            PartialSum total = DriverExchange.total(leases, outcomes, 0);
            return total.lossSum() / total.targets();
        });
    }

    @Override
    public void publish(long step) {
        SlicedState before = published;
        published = state;
        parts.announcer().publish(step, state.weights());
        if (before != null && before != state) {
            before.forget();
        }
    }

    @Override
    public ParameterState state() {
        return guarded(() -> {
            describe("collect parameters");
            return state.collect();
        });
    }

    private void replace(SlicedState next) {
        SlicedState before = state;
        state = next;
        if (before != null && before != published) {
            before.forget();
        }
    }

    /** Tells the loss of a version from other failures. */
    private <T> T guarded(Supplier<T> work) {
        try {
            return SparkFailures.unchecked(work);
        } catch (RuntimeException e) {
            if (e instanceof DivergedException || state.isWhole()) {
                throw e;
            }
            throw new StateLostException(
                    "executors that held slices of the parameters were lost before others had them", e);
        } finally {
            describe(null);
        }
    }

    private void describe(String job) {
        parts.spark().setJobDescription(job);
    }

    @Override
    public void close() {
        if (state != null) {
            state.forget();
        }
        if (published != null && published != state) {
            published.forget();
        }
    }
}
