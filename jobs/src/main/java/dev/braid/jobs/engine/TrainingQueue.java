package dev.braid.jobs.engine;

import dev.braid.data.pack.PackedSequence;
import dev.braid.jobs.adapter.VersionStore;
import dev.braid.jobs.sched.Work;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The leases that an engine has taken on, worked through leaf by leaf. Owned by the engine's thread. */
final class TrainingQueue {
    private final StepRunner runner;
    private final ModelLimits limits;
    private final VersionStore versions;
    private final EngineSettings settings;
    private final int[] pages;
    private final Deque<Message.Train> leases = new ArrayDeque<>();
    private SampleProgress progress;
    private int leaf;
    private long sampleIds;

    /** @param pages for the longest sample; kept for training alone */
    TrainingQueue(StepRunner runner, VersionStore versions, EngineSettings settings, int[] pages) {
        this.runner = runner;
        this.limits = runner.limits();
        this.versions = versions;
        this.settings = settings;
        this.pages = pages;
    }

    void add(Message.Train train) {
        for (PackedSequence sequence : train.lease().leaves()) {
            if (sequence.length() > limits.sampleTokens()) {
                train.done()
                        .completeExceptionally(new IllegalArgumentException("training sequence has " + sequence.length()
                                + " tokens, the engine holds samples of at most " + limits.sampleTokens()));
                return;
            }
        }
        leases.add(train);
    }

    /** Drops a lease; its future completes exceptionally. */
    void abandon(TrainingLease lease) {
        Message.Train first = leases.peekFirst();
        if (first != null && first.lease() == lease) {
            progress = null;
            leaf = 0;
        }
        leases.removeIf(train -> {
            boolean found = train.lease() == lease;
            if (found) {
                train.done().completeExceptionally(new IllegalStateException("the lease was abandoned"));
            }
            return found;
        });
    }

    void failAll(RuntimeException cause) {
        progress = null;
        leases.forEach(train -> train.done().completeExceptionally(cause));
        leases.clear();
    }

    boolean isIdle() {
        return leases.isEmpty();
    }

    /** The sample under way, begun now if need be. */
    Optional<SampleProgress> current() {
        while (progress == null && !leases.isEmpty()) {
            begin(leases.peekFirst());
        }
        return Optional.ofNullable(progress);
    }

    private void begin(Message.Train train) {
        TrainingLease lease = train.lease();
        int slot = StepRunner.BASE;
        if (settings.target() == EngineSettings.TrainingTarget.ADAPTER) {
            var found = versions.trainingSlot(lease.version());
            if (found.isEmpty()) {
                leases.removeFirst();
                train.done()
                        .completeExceptionally(new IllegalStateException(
                                "version " + lease.version() + " is not installed: install it before its leases"));
                return;
            }
            slot = found.getAsInt();
        }
        int key = lease.purpose() == TrainingLease.Purpose.EVALUATE ? -1 : lease.firstLeaf() + leaf;
        SampleInput input = new SampleInput(
                lease.leaves().get(leaf), pages, slot, settings.seed() * 31 + lease.step(), key, lease.purpose());
        progress = new SampleProgress(sampleIds++, input, limits.backwardBlocks());
        runner.begin(input);
    }

    void apply(Work work) {
        if (work instanceof Work.ForwardWindow window) {
            progress.apply(window);
        } else if (work instanceof Work.BackwardWindow window) {
            progress.apply(window);
        }
    }

    /** Hands over the sample under way if it is done. */
    void finishSample() {
        if (progress == null || !progress.isDone()) {
            return;
        }
        Message.Train train = leases.peekFirst();
        SampleInput input = progress.input();
        float[] gradient = input.purpose() == TrainingLease.Purpose.TRAIN ? runner.gradient() : new float[0];
        LeafResult result =
                new LeafResult(train.lease().firstLeaf() + leaf, input.tokens().targets(), runner.lossSum(), gradient);
        progress = null;
        leaf++;
        boolean last = leaf == train.lease().leaves().size();
        if (last) {
            leases.removeFirst();
            leaf = 0;
        }
        try {
            train.leaves().accept(result);
            if (last) {
                train.done().complete(null);
            }
        } catch (RuntimeException e) {
            leases.remove(train);
            leaf = 0;
            train.done().completeExceptionally(e);
        }
    }
}
