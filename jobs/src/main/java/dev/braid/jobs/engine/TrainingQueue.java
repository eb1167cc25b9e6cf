package dev.braid.jobs.engine;

import dev.braid.data.pack.PackedSequence;
import dev.braid.jobs.sched.SampleSpec;
import dev.braid.jobs.sched.Scheduler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final Ready[] lanes;

    /** One sequence of a lease. */
    private record Leaf(Message.Train train, int index) {
        boolean isLast() {
            return index + 1 == train.lease().leaves().size();
        }
    }

    /** A sample that the runner has begun. */
    private record Ready(long id, Leaf leaf, SampleInput input) {}

    TrainingQueue(
            StepRunner runner, ModelLimits limits, Versions versions, EngineSettings settings, Scheduler scheduler) {
        this.runner = runner;
        this.limits = limits;
        this.versions = versions;
        this.settings = settings;
        this.scheduler = scheduler;
        this.lanes = new Ready[limits.lanes()];
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
        for (int lane = 0; lane < lanes.length; lane++) {
            if (lanes[lane] != null && lanes[lane].id() == id) {
                lanes[lane] = null;
            }
        }
    }

    void failAll(RuntimeException cause) {
        for (Leaf leaf : List.copyOf(leaves.values())) {
            fail(leaf.train(), cause);
        }
    }

    /** Has the runner begin the samples that the scheduler has chosen; leases that cannot run fail here. */
    void prepare() {
        for (int lane = 0; lane < lanes.length; lane++) {
            scheduler.beginSamples();
            OptionalLong next = scheduler.sample(lane);
            while (next.isPresent() && !isReady(lane, next.getAsLong())) {
                begin(lane, next.getAsLong());
                scheduler.beginSamples();
                next = scheduler.sample(lane);
            }
        }
    }

    private boolean isReady(int lane, long id) {
        return lanes[lane] != null && lanes[lane].id() == id;
    }

    private void begin(int lane, long id) {
        Leaf leaf = leaves.get(id);
        TrainingLease lease = leaf.train().lease();
        Optional<Versions.Place> place = versions.inTraining(lease.job(), lease.version());
        if (place.isEmpty()) {
            fail(
                    leaf.train(),
                    new IllegalStateException(
                            "version " + lease.version() + " of " + lease.job()
                                    + " is not installed: install it before its leases, and no two newer ones before they end"));
            return;
        }
        int key = lease.purpose() == TrainingLease.Purpose.EVALUATE ? -1 : lease.firstLeaf() + leaf.index();
        SampleInput input = new SampleInput(
                lane,
                lease.leaves().get(leaf.index()),
                scheduler.trainingPages(lane),
                place.get().base(),
                place.get().adapter(),
                settings.seedOf(lease.job()) * 31 + lease.step(),
                key,
                lease.purpose());
        lanes[lane] = new Ready(id, leaf, input);
        runner.begin(input);
    }

    /** The sample that the runner has begun in a lane. */
    SampleInput input(int lane) {
        return lanes[lane].input();
    }

    /**
     * Ends leases under way when newer versions have taken their version's place. The step that such a lease belongs to
     * is committed then, so its result would be thrown away; going on would mix two versions.
     */
    void dropSuperseded() {
        for (int lane = 0; lane < lanes.length; lane++) {
            if (lanes[lane] == null) {
                continue;
            }
            Message.Train train = lanes[lane].leaf().train();
            TrainingLease lease = train.lease();
            if (versions.inTraining(lease.job(), lease.version()).isEmpty()) {
                fail(
                        train,
                        new IllegalStateException(
                                "version " + lease.version() + " was replaced by newer ones during its lease"));
            }
        }
    }

    /** Hands over what the sample that is done gave. */
    void finish(long id) {
        Leaf leaf = leaves.remove(id);
        int lane = 0;
        while (!isReady(lane, id)) {
            lane++;
        }
        SampleInput input = lanes[lane].input();
        lanes[lane] = null;
        float[] gradient = input.purpose() == TrainingLease.Purpose.TRAIN ? runner.gradient(lane) : new float[0];
        Message.Train train = leaf.train();
        LeafResult result = new LeafResult(
                train.lease().firstLeaf() + leaf.index(), input.tokens().targets(), runner.lossSum(lane), gradient);
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
