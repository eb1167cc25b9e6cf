package dev.braid.jobs.pipeline;

import dev.braid.stage.ElementType;
import dev.braid.stage.Samples;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/** Adds tensors in memory. */
final class Sums {
    private Sums() {}

    /** Adds {@code more} to {@code sum}, in its memory. */
    static void add(Samples sum, Samples more) {
        if (sum.tensor().type() == ElementType.DOUBLE) {
            DoubleBuffer to =
                    sum.data().duplicate().order(ByteOrder.nativeOrder()).asDoubleBuffer();
            DoubleBuffer from =
                    more.data().duplicate().order(ByteOrder.nativeOrder()).asDoubleBuffer();
            for (int i = 0; i < to.limit(); i++) {
                to.put(i, to.get(i) + from.get(i));
            }
        } else {
            FloatBuffer to =
                    sum.data().duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
            FloatBuffer from =
                    more.data().duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
            for (int i = 0; i < to.limit(); i++) {
                to.put(i, to.get(i) + from.get(i));
            }
        }
    }
}
