package dev.braid.jobs.spark.exchange;

import org.apache.spark.broadcast.Broadcast;

/** Parameters that the driver has sent to all. */
public record BroadcastWeights(int size, Broadcast<float[]> parameters) implements VersionWeights {
    @Override
    public float[] read() {
        return parameters.value();
    }
}
