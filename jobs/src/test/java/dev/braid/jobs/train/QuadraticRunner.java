package dev.braid.jobs.train;

import dev.braid.jobs.engine.TrainingLease.Purpose;
import dev.braid.jobs.exchange.GradientTree;
import dev.braid.jobs.exchange.PartialSum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Runs leases in this process on a model that needs none: sequence s has {@code 1 + s % 3} targets, each with the loss
 * of a parabola around a point of its own. Shuffles and repeats outcomes as retries would.
 */
class QuadraticRunner implements LeaseRunner {
    private final int tasks;
    private final Random disorder;
    final List<Long> published = new ArrayList<>();
    final List<List<Long>> trained = new ArrayList<>();
    private final Map<Long, float[]> versions = new HashMap<>();

    QuadraticRunner(int tasks, long disorderSeed) {
        this.tasks = tasks;
        this.disorder = new Random(disorderSeed);
    }

    @Override
    public int tasks() {
        return tasks;
    }

    @Override
    public List<LeaseOutcome> run(List<LeaseBlock> leases, float[] parameters) {
        List<LeaseOutcome> outcomes = new ArrayList<>();
        List<Long> sequences = new ArrayList<>();
        for (LeaseBlock lease : leases) {
            requireSame(lease.version(), parameters);
            sequences.addAll(lease.sequences());
            for (int copies = 1 + disorder.nextInt(2); copies > 0; copies--) {
                outcomes.add(outcome(lease, parameters));
            }
        }
        if (leases.get(0).purpose() == Purpose.TRAIN) {
            trained.add(sequences);
        }
        Collections.shuffle(outcomes, disorder);
        return outcomes;
    }

    /** A version's number stands for the same weights, always. */
    private void requireSame(long version, float[] parameters) {
        float[] known = versions.putIfAbsent(version, parameters.clone());
        if (known != null && !Arrays.equals(known, parameters)) {
            throw new IllegalStateException("version " + version + " came with two sets of weights");
        }
    }

    private LeaseOutcome outcome(LeaseBlock lease, float[] parameters) {
        boolean train = lease.purpose() == Purpose.TRAIN;
        GradientTree tree = new GradientTree(lease.stepLeaves(), train ? parameters.length : 0);
        long tokens = 0;
        for (int i = 0; i < lease.sequences().size(); i++) {
            long sequence = lease.sequences().get(i);
            tokens += targets(sequence);
            tree.add(PartialSum.leaf(
                    lease.firstLeaf() + i,
                    targets(sequence),
                    loss(sequence, parameters),
                    train ? gradient(sequence, parameters) : new float[0]));
        }
        return new LeaseOutcome("executor-" + disorder.nextInt(tasks), tokens, tree.nodes());
    }

    static long targets(long sequence) {
        return 1 + sequence % 3;
    }

    static double loss(long sequence, float[] parameters) {
        double loss = 0;
        for (int i = 0; i < parameters.length; i++) {
            double away = parameters[i] - point(sequence, i);
            loss += 0.5 * targets(sequence) * away * away;
        }
        return loss;
    }

    private static float[] gradient(long sequence, float[] parameters) {
        float[] gradient = new float[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            gradient[i] = (float) (targets(sequence) * (parameters[i] - point(sequence, i)));
        }
        return gradient;
    }

    private static double point(long sequence, int parameter) {
        return 1 + 0.3 * Math.sin(12.9898 * sequence + 78.233 * parameter);
    }

    @Override
    public void publish(long version, float[] parameters) {
        requireSame(version, parameters);
        published.add(version);
    }
}
