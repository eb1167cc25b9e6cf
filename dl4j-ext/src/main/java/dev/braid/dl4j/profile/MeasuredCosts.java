package dev.braid.dl4j.profile;

import dev.braid.dl4j.cost.CountedCosts;
import dev.braid.dl4j.cost.VertexCosts;
import dev.braid.dl4j.files.Causes;
import dev.braid.dl4j.shape.ShapedVertex;
import dev.braid.dl4j.shape.ShapedVertex.Backward;
import dev.braid.dl4j.shape.Updates;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Work;
import java.util.function.LongSupplier;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Measured costs: each vertex runs forward and backward alone, at a micro-batch and at twice as many samples; the line
 * through the two fastest times gives a launch time and a time per sample. DL4J runs backward as a whole: half of it
 * counts as the weights' gradient where there are trained weights and arguments that wait for a gradient. Bytes are
 * counted.
 *
 * @param nanoTime the clock
 */
public record MeasuredCosts(int elementBytes, Profiling profiling, LongSupplier nanoTime) implements VertexCosts {
    private static final double NANOS = 1e-9;

    /** @throws IllegalArgumentException naming a vertex that DL4J cannot run alone */
    @Override
    public Operator operator(ShapedVertex vertex) {
        Passes once;
        Passes twice;
        try {
            LoneVertex alone = new LoneVertex(vertex, type());
            once = fastest(alone, vertex.backward(), alone.batch(profiling.microBatch()));
            twice = fastest(alone, vertex.backward(), alone.batch(2 * profiling.microBatch()));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "vertex \"" + vertex.name() + "\" cannot be measured: " + Causes.first(e), e);
        }
        int samples = profiling.microBatch();
        Work.Measured forward = new Timing(samples, once.forward(), twice.forward()).line();
        Work.Measured backward = new Timing(samples, once.backward(), twice.backward()).line();
        Operator counted = new CountedCosts(elementBytes).operator(vertex);
        double weights = weightsShare(vertex);
        return new Operator(
                vertex.name(),
                forward,
                share(backward, 1 - weights),
                share(backward, weights),
                counted.parameterBytes(),
                counted.savedBytes());
    }

    /** Seconds of each pass. */
    private record Passes(double forward, double backward) {
        Passes min(Passes other) {
            return new Passes(Math.min(forward, other.forward), Math.min(backward, other.backward));
        }
    }

    private Passes fastest(LoneVertex vertex, Backward backward, LoneVertex.Batch batch) {
        for (int i = 0; i < profiling.warmUps(); i++) {
            run(vertex, backward, batch);
        }
        Passes fastest = run(vertex, backward, batch);
        for (int i = 1; i < profiling.runs(); i++) {
            fastest = fastest.min(run(vertex, backward, batch));
        }
        return fastest;
    }

    private Passes run(LoneVertex vertex, Backward backward, LoneVertex.Batch batch) {
        long start = nanoTime.getAsLong();
        vertex.forward(batch);
        long middle = nanoTime.getAsLong();
        if (backward == Backward.NONE) {
            return new Passes((middle - start) * NANOS, 0);
        }
        vertex.backward(batch);
        return new Passes((middle - start) * NANOS, (nanoTime.getAsLong() - middle) * NANOS);
    }

    private static double weightsShare(ShapedVertex vertex) {
        if (vertex.updates() != Updates.TRAINED) {
            return 0;
        }
        return vertex.backward() == Backward.TO_ARGUMENTS ? 0.5 : 1;
    }

    private static Work share(Work.Measured whole, double part) {
        return part == 0 ? Work.NONE : new Work.Measured(part * whole.secondsPerSample(), part * whole.launchSeconds());
    }

    private DataType type() {
        return elementBytes == Double.BYTES ? DataType.DOUBLE : DataType.FLOAT;
    }

    /** Nothing is guessed. */
    @Override
    public String assumption(ShapedVertex vertex) {
        return "";
    }
}
