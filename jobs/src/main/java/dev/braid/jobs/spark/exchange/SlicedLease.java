package dev.braid.jobs.spark.exchange;

import dev.braid.jobs.exchange.Slices;
import dev.braid.jobs.train.LeaseBlock;
import dev.braid.jobs.train.LeaseOutcome;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import scala.Tuple2;

/** The task of a lease whose gradient is shuffled: what the lease gives, a slice at a time, keyed by slice. */
record SlicedLease(LeaseWork work, SlicedWeights weights)
        implements PairFlatMapFunction<LeaseBlock, Integer, LeaseOutcome> {
    @Override
    public Iterator<Tuple2<Integer, LeaseOutcome>> call(LeaseBlock lease) throws Exception {
        LeaseOutcome outcome = work.run(lease, weights);
        Slices slices = new Slices(weights.size(), weights.count());
        return IntStream.range(0, slices.count())
                .mapToObj(slice -> new Tuple2<>(slice, outcome.withSums(slices.cut(outcome.sums(), slice))))
                .iterator();
    }
}
