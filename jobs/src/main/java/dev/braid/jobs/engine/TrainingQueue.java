package dev.braid.jobs.engine;

import dev.braid.data.pack.PackedSequence;
import dev.braid.jobs.sched.SampleSpec;
import dev.braid.jobs.sched.Scheduler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The leases that an engine has taken on: their sequences are samples of the scheduler, which decides when each is
 * worked on. Owned by the engine's thread.
 */
final class TrainingQueue {
    private final StepRunner runner;
    private final ModelLimits limits;
    private final Versions versions;
    private final EngineSettings settings;
    private final Scheduler scheduler;
    private final Map<Long, Leaf> leaves = new LinkedHashMap<>();
    private long sampleIds;
    private Ready ready;

    /** One sequence of a lease. */
    private record Leaf(Message.Train train, int index) {
        boolean isLast() {
            return index + 1 == train.lease().leaves().size();
        }
    }

    /** The sample that the runner has begun. */
    private record Ready(long id, Leaf leaf, SampleInput input) {}

    TrainingQueue(
            StepRunner runner, ModelLimits limits, Versions versions, EngineSettings settings, Scheduler scheduler) {
        this.runner = runner;
        this.limits = limits;
        this.versions = versions;
        this.settings = settings;
        this.scheduler = scheduler;
    }

    void add(Message.Train train) {
        try {
            train.lease().leaves().forEach(this::requireFits);
        } catch (IllegalArgumentException e) {
            train.done().completeExceptionally(e);
            return;
        }
        TrainingLease lease = train.lease();
        // Evaluation needs the head's loss alone.
        List<Integer> blocks = lease.purpose() == TrainingLease.Purpose.EVALUATE
                ? limits.backwardBlocks().subList(0, 1)
                : limits.backwardBlocks();
        for (int i = 0; i < lease.leaves().size(); i++) {
            long id = sampleIds++;
            leaves.put(id, new Leaf(train, i));
            scheduler.offer(new SampleSpec(
                    id,
                    lease.job(),
                    lease.leaves().get(i).length(),
                    blocks,
                    limits.backwardBlocks().get(0)));
        }
    }

    private void requireFits(PackedSequence sequence) {
        if (sequence.length() > limits.sampleTokens()) {
            throw new IllegalArgumentException("training sequence has " + sequence.length()
                    + " tokens, the engine holds samples of at most " + limits.sampleTokens());
        }
        for (int t = 0; t < sequence.length(); t++) {
            int label = sequence.labels()[t];
            requireRange("id", t, sequence.ids()[t], limits.vocabulary());
            if (label != PackedSequence.IGNORED) {
                requireRange("label", t, label, limits.vocabulary());
            }
            requireRange("segmentStart", t, sequence.segmentStart()[t], t + 1);
        }
    }

    private static void requireRange(String field, int position, int value, int bound) {
        if (value < 0 || value >= bound) {
            throw new IllegalArgumentException("training sequence has " + field + " " + value + " at position "
                    + position + ", must be from 0 to " + (bound - 1)
                    + "; was it packed with the tokenizer of another model?");
        }
    }

    /** Drops a lease; its future completes exceptionally. */
    void abandon(TrainingLease lease) {
        for (Leaf leaf : List.copyOf(leaves.values())) {
            if (leaf.train().lease() == lease) {
                fail(leaf.train(), new IllegalStateException("the lease was abandoned"));
            }
        }
    }

    private void fail(Message.Train train, Throwable cause) {
        List<Long> dropped = new ArrayList<>();
        leaves.forEach((id, leaf) -> {
            if (leaf.train() == train) {
                dropped.add(id);
            }
        });
        dropped.forEach(this::withdraw);
        train.done().completeExceptionally(cause);
    }

    private void withdraw(long id) {
        leaves.remove(id);
        scheduler.withdraw(id);
        if (ready != null && ready.id() == id) {
            ready = null;
        }
    }

    void failAll(RuntimeException cause) {
        for (Leaf leaf : List.copyOf(leaves.values())) {
            fail(leaf.train(), cause);
        }
    }

    /** Has the runner begin the sample that the scheduler has chosen; leases that cannot run fail here. */
    void prepare() {
        OptionalLong next = scheduler.sample();
        while (next.isPresent() && (ready == null || ready.id() != next.getAsLong())) {
            begin(next.getAsLong());
            next = scheduler.sample();
        }
    }

    private void begin(long id) {
        Leaf leaf = leaves.get(id);
        TrainingLease lease = leaf.train().lease();
        OptionalInt slot = versions.trainingSlot(lease.job(), lease.version());
        if (slot.isEmpty()) {
            fail(
                    leaf.train(),
                    new IllegalStateException(
                            "version " + lease.version() + " of " + lease.job()
                                    + " is not installed: install it before its leases, and no two newer ones before they end"));
            return;
        }
        int key = lease.purpose() == TrainingLease.Purpose.EVALUATE ? -1 : lease.firstLeaf() + leaf.index();
        SampleInput input = new SampleInput(
                lease.leaves().get(leaf.index()),
                scheduler.trainingPages(),
                slot.getAsInt(),
                settings.seedOf(lease.job()) * 31 + lease.step(),
                key,
                lease.purpose());
        ready = new Ready(id, leaf, input);
        runner.begin(input);
    }

    /** The sample that the runner has begun. */
    SampleInput input() {
        return ready.input();
    }

    /**
     * Ends the lease under way when newer versions have taken its version's place. The step that it belongs to is
     * committed then, so its result would be thrown away; going on would mix two versions.
     */
    void dropSuperseded() {
        if (ready == null) {
            return;
        }
        TrainingLease lease = ready.leaf().train().lease();
        if (versions.trainingSlot(lease.job(), lease.version()).isEmpty()) {
            fail(
                    ready.leaf().train(),
                    new IllegalStateException(
                            "version " + lease.version() + " was replaced by newer ones during its lease"));
        }
    }

    /** Hands over what the sample that is done gave. */
    void finish(long id) {
        Leaf leaf = leaves.remove(id);
        SampleInput input = ready.input();
        ready = null;
        float[] gradient = input.purpose() == TrainingLease.Purpose.TRAIN ? runner.gradient() : new float[0];
        Message.Train train = leaf.train();
        LeafResult result = new LeafResult(
                train.lease().firstLeaf() + leaf.index(), input.tokens().targets(), runner.lossSum(), gradient);
        try {
            train.leaves().accept(result);
            if (leaf.isLast()) {
                train.done().complete(null);
            }
        } catch (RuntimeException | Error e) {
            fail(train, e);
        }
    }
}
