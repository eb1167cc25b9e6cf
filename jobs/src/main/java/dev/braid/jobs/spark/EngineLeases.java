package dev.braid.jobs.spark;

import dev.braid.data.pack.PackedSequence;
import dev.braid.data.spark.ShardStores;
import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.engine.LeafResult;
import dev.braid.jobs.engine.TrainingLease;
import dev.braid.jobs.engine.TrainingLease.Purpose;
import dev.braid.jobs.exchange.GradientTree;
import dev.braid.jobs.exchange.PartialSum;
import dev.braid.jobs.spark.exchange.LeaseWork;
import dev.braid.jobs.spark.exchange.VersionWeights;
import dev.braid.jobs.train.LeaseBlock;
import dev.braid.jobs.train.LeaseOutcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * What the executor's engine does with a lease: reads its sequences, sees to it that the engine has the version, hands
 * the lease over and sums what its leaves give.
 *
 * @param validationFolder may be empty when nothing is evaluated
 */
public record EngineLeases(String adapter, ShardStores stores, String trainFolder, String validationFolder)
        implements LeaseWork {
    private static final Logger LOG = LoggerFactory.getLogger(EngineLeases.class);
    /** How often a waiting task looks whether it was killed. */
    private static final long POLL_MILLIS = 50;

    @Override
    public LeaseOutcome run(LeaseBlock block, VersionWeights weights) throws Exception {
        try (MDC.MDCCloseable job =
                        MDC.putCloseable("job", SparkEnv.get().conf().getAppId());
                MDC.MDCCloseable executor =
                        MDC.putCloseable("executor", SparkEnv.get().executorId());
                MDC.MDCCloseable step = MDC.putCloseable("step", Long.toString(block.step()))) {
            return noted(block, weights);
        }
    }

    private LeaseOutcome noted(LeaseBlock block, VersionWeights weights) throws Exception {
        try {
            LeaseOutcome outcome = lease(block, weights);
            LOG.debug(
                    "{} of {} sequences from leaf {} on, {} tokens",
                    block.purpose(),
                    block.sequences().size(),
                    block.firstLeaf(),
                    outcome.tokens());
            return outcome;
        } catch (TaskKilledException killed) {
            throw killed;
        } catch (Exception e) {
            LOG.warn("{} from leaf {} on fails: {}", block.purpose(), block.firstLeaf(), e.toString());
            throw e;
        }
    }

    private LeaseOutcome lease(LeaseBlock block, VersionWeights weights) throws Exception {
        JobKey key = JobKey.of(SparkEnv.get().conf());
        ExecutorRuntime runtime = Residents.find(key, ExecutorRuntime.class)
                .orElseThrow(() -> new IllegalStateException(
                        "executor " + SparkEnv.get().executorId() + " has no engine; its log says why"));
        boolean train = block.purpose() == Purpose.TRAIN;
        List<PackedSequence> sequences =
                runtime.read(stores, train ? trainFolder : validationFolder, block.sequences());
        await(runtime.versions().require(new AdapterVersion(adapter, block.version()), weights::read), () -> {});
        GradientTree tree = new GradientTree(block.stepLeaves(), train ? weights.size() : 0);
        TrainingLease lease = new TrainingLease(
                adapter, block.step(), block.version(), block.firstLeaf(), sequences, block.purpose());
        // The engine's thread adds to the tree, this one reads it when the lease is complete.
        await(
                runtime.engine().train(lease, leaf -> tree.add(sum(leaf))),
                () -> runtime.engine().abandon(lease));
        long tokens = sequences.stream().mapToLong(PackedSequence::length).sum();
        return new LeaseOutcome(runtime.executor(), tokens, tree.nodes());
    }

    private static PartialSum sum(LeafResult leaf) {
        return PartialSum.leaf(leaf.leaf(), leaf.targets(), leaf.lossSum(), leaf.gradient());
    }

    /** Waits as long as the task is wanted. */
    private static void await(CompletableFuture<Void> work, Runnable abandon) throws Exception {
        while (true) {
            try {
                work.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException stillRunning) {
                if (TaskContext.get().isInterrupted()) {
                    abandon.run();
                    throw new TaskKilledException("the lease's task was killed");
                }
            } catch (InterruptedException killed) {
                abandon.run();
                throw new TaskKilledException("the lease's task was killed");
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
        }
    }
}
