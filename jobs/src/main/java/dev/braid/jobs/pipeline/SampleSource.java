package dev.braid.jobs.pipeline;

import dev.braid.stage.BorderTensor;
import dev.braid.stage.Samples;

/**
 * Where a worker gets the model's inputs and labels from. The same iteration and samples give the same bytes in every
 * worker and every attempt. Used by the worker's thread.
 */
public interface SampleSource extends AutoCloseable {
    /**
     * @param tensor an input or label of the model
     * @param from the first sample within the mini-batch
     */
    Samples read(BorderTensor tensor, long iteration, int from, int count);

    @Override
    void close();
}
