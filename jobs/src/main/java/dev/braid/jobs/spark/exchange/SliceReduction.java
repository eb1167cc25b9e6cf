package dev.braid.jobs.spark.exchange;

import dev.braid.jobs.exchange.GradientTree;
import dev.braid.jobs.exchange.PartialSum;
import dev.braid.jobs.train.LeaseOutcome;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction2;
import scala.Tuple2;

/**
 * Sums one slice of all leases' gradients in the step's tree. The slice of the parameters beside it is not read: it makes
 * Spark run this where that slice lives.
 */
record SliceReduction(long step, int leaves)
        implements FlatMapFunction2<Iterator<float[]>, Iterator<Tuple2<Integer, LeaseOutcome>>, SliceSum> {
    @Override
    public Iterator<SliceSum> call(Iterator<float[]> parameters, Iterator<Tuple2<Integer, LeaseOutcome>> arrivals) {
        List<LeaseOutcome> outcomes = new ArrayList<>();
        GradientTree tree = null;
        while (arrivals.hasNext()) {
            LeaseOutcome outcome = arrivals.next()._2();
            for (PartialSum sum : outcome.sums()) {
                tree = tree == null ? new GradientTree(leaves, sum.gradient().length) : tree;
                tree.add(sum);
            }
            outcomes.add(outcome.withoutSums());
        }
        PartialSum total = tree == null ? null : tree.root().orElse(null);
        if (total == null) {
            throw new IllegalStateException(
                    "of the " + leaves + " leaves of step " + step + " not all came through the shuffle: "
                            + (tree == null ? "none" : tree.nodes().size() + " nodes"));
        }
        return List.of(SliceSum.of(total, outcomes)).iterator();
    }
}
