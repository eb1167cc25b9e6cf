package dev.braid.jobs.engine;

import dev.braid.data.pack.PackedSequence;
import dev.braid.jobs.sched.Work;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;

/** The leases that an engine has taken on, worked through leaf by leaf. Owned by the engine's thread. */
final class TrainingQueue {
    private final StepRunner runner;
    private final ModelLimits limits;
    private final Versions versions;
    private final EngineSettings settings;
    private final int[] pages;
    private final Deque<Message.Train> leases = new ArrayDeque<>();
    private SampleProgress progress;
    private int leaf;
    private long sampleIds;

    /** @param pages for the longest sample; kept for training alone */
    TrainingQueue(StepRunner runner, Versions versions, EngineSettings settings, int[] pages) {
        this.runner = runner;
        this.limits = runner.limits();
        this.versions = versions;
        this.settings = settings;
        this.pages = pages;
    }

    void add(Message.Train train) {
        try {
            train.lease().leaves().forEach(this::requireFits);
            leases.add(train);
        } catch (IllegalArgumentException e) {
            train.done().completeExceptionally(e);
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
        leaf = 0;
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
        OptionalInt slot = versions.trainingSlot(lease.version());
        if (slot.isEmpty()) {
            failFirst(new IllegalStateException("version " + lease.version()
                    + " is not installed: install it before its leases, and no two newer ones before they end"));
            return;
        }
        int key = lease.purpose() == TrainingLease.Purpose.EVALUATE ? -1 : lease.firstLeaf() + leaf;
        SampleInput input = new SampleInput(
                lease.leaves().get(leaf),
                pages,
                slot.getAsInt(),
                settings.seed() * 31 + lease.step(),
                key,
                lease.purpose());
        progress = new SampleProgress(sampleIds++, input, limits.backwardBlocks());
        runner.begin(input);
    }

    /**
     * Ends the lease under way when newer versions have taken its version's place. The step that it belongs to is
     * committed then, so its result would be thrown away; going on would mix two versions.
     */
    void dropSuperseded() {
        if (progress == null) {
            return;
        }
        long version = leases.peekFirst().lease().version();
        if (versions.trainingSlot(version).isEmpty()) {
            failFirst(new IllegalStateException("version " + version + " was replaced by newer ones during its lease"));
        }
    }

    private void failFirst(RuntimeException cause) {
        progress = null;
        leaf = 0;
        leases.removeFirst().done().completeExceptionally(cause);
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
        } catch (RuntimeException | Error e) {
            leases.remove(train);
            leaf = 0;
            train.done().completeExceptionally(e);
        }
    }
}
