package dev.braid.jobs.spark.exchange;

import dev.braid.jobs.engine.TrainingLease.Purpose;
import dev.braid.jobs.exchange.GradientTree;
import dev.braid.jobs.exchange.PartialSum;
import dev.braid.jobs.train.LeaseBlock;
import dev.braid.jobs.train.LeaseOutcome;
import org.apache.spark.SparkEnv;

/** Leases on a model that needs no engine: sequence s pulls parameter i towards a point of its own. */
record WavyWork() implements LeaseWork {
    @Override
    public LeaseOutcome run(LeaseBlock lease, VersionWeights weights) {
        float[] parameters = weights.read();
        boolean train = lease.purpose() == Purpose.TRAIN;
        GradientTree tree = new GradientTree(lease.stepLeaves(), train ? parameters.length : 0);
        for (int i = 0; i < lease.sequences().size(); i++) {
            tree.add(leaf(lease.firstLeaf() + i, lease.sequences().get(i), parameters, train ? parameters.length : 0));
        }
        return new LeaseOutcome(
                SparkEnv.get() == null ? "here" : SparkEnv.get().executorId(),
                lease.sequences().size(),
                tree.nodes());
    }

    private static PartialSum leaf(int leaf, long sequence, float[] parameters, int elements) {
        float[] gradient = new float[elements];
        double loss = 0;
        for (int i = 0; i < parameters.length; i++) {
            float away = parameters[i] - 1 - (float) ((sequence * 31 + i) % 17) / 16;
            loss += 0.5 * away * away;
            if (elements > 0) {
                gradient[i] = away;
            }
        }
        return PartialSum.leaf(leaf, 1, loss, gradient);
    }
}
