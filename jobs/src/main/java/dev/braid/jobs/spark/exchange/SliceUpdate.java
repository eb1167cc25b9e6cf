package dev.braid.jobs.spark.exchange;

import dev.braid.jobs.train.ParameterState;
import dev.braid.jobs.train.RuleUpdate;
import dev.braid.jobs.train.UpdateRule;
import dev.braid.ops.CpuKernels;
import dev.braid.ops.device.CpuDevice;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction2;

/** The next version of one slice: its parameters, then its moments. The present version stays as it is. */
record SliceUpdate(UpdateRule rule, RuleUpdate.Step step)
        implements FlatMapFunction2<Iterator<float[][]>, Iterator<SliceSum>, float[][]> {
    @Override
    public Iterator<float[][]> call(Iterator<float[][]> slices, Iterator<SliceSum> sums) {
        float[][] present = slices.next();
        ParameterState next = new ParameterState(
                present[0].clone(),
                Arrays.stream(present).skip(1).map(float[]::clone).toList());
        // This slice's own device: the engine's is busy, and its memory is divided already.
        try (CpuDevice device = new CpuDevice(1);
                RuleUpdate update = new RuleUpdate(
                        rule,
                        present[0].length,
                        device,
                        CpuKernels.vector(device).update())) {
            update.apply(next, sums.next().total().gradient(), step);
        }
        return List.<float[][]>of(array(next)).iterator();
    }

    static float[][] array(ParameterState state) {
        float[][] array = new float[1 + state.moments().size()][];
        array[0] = state.parameters();
        for (int i = 1; i < array.length; i++) {
            array[i] = state.moments().get(i - 1);
        }
        return array;
    }
}
