package dev.braid.dl4j.stage;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The sum of a mini-batch's gradients and what DL4J does with it once: division by the samples, gradient normalisation,
 * penalties, the update rule, constraints. The sum lies where the graph that owns the weights expects its gradients.
 */
final class MiniBatchUpdate {
    private final ComputationGraph master;
    private final INDArray sum;
    /** The gradients that backward passes write, by name, over the sum. */
    private final Map<String, INDArray> views = new LinkedHashMap<>();

    private int passes;

    /** @param master owns the weights and the updater's state */
    MiniBatchUpdate(ComputationGraph master) {
        this.master = master;
        master.initGradientsView();
        this.sum = master.getFlattenedGradients();
    }

    /** Flat, over the graph's parameters. */
    INDArray sum() {
        return sum;
    }

    void begin() {
        sum.assign(0);
        passes = 0;
    }

    /**
     * Adds what a backward pass has written.
     *
     * @param written gradients by name, views of {@code scratch}
     * @param scratch laid out as the sum
     */
    void add(Map<String, INDArray> written, INDArray scratch) {
        written.forEach((name, gradient) -> view(name, gradient, scratch).addi(gradient));
    }

    /** A backward pass is complete. */
    void passed() {
        passes++;
    }

    private INDArray view(String name, INDArray gradient, INDArray scratch) {
        return views.computeIfAbsent(name, key -> {
            if (gradient.data().underlyingDataBuffer() == null
                    && gradient.data().pointer().address()
                            != scratch.data().pointer().address()) {
                throw new IllegalStateException("the gradient " + name + " is no part of the flat gradient");
            }
            long from = gradient.offset() - scratch.offset() + sum.offset();
            return Nd4j.create(sum.data(), gradient.shape(), gradient.stride(), from, gradient.ordering());
        });
    }

    /**
     * Updates the weights.
     *
     * @param samples of the mini-batch
     * @param replicas that have summed
     */
    void apply(int iteration, int epoch, int samples, int replicas) {
        if (master.numParams() == 0 || views.isEmpty()) {
            return;
        }
        averages(replicas);
        Gradient gradient = new DefaultGradient(sum);
        views.forEach(gradient::setGradientFor);
        LayerWorkspaceMgr heap = LayerWorkspaceMgr.noWorkspaces();
        master.getUpdater(true).update(gradient, iteration, epoch, samples, heap);
        INDArray parameters = master.params();
        parameters.subi(sum.reshape(parameters.shape()));
        master.applyConstraints(iteration, epoch);
    }

    /** Running figures have been summed over passes and replicas; DL4J expects one pass's change. */
    private void averages(int replicas) {
        Map<String, GraphVertex> byName = new HashMap<>();
        for (GraphVertex vertex : master.getVertices()) {
            byName.put(vertex.getVertexName(), vertex);
        }
        views.forEach((name, view) -> {
            int cut = name.lastIndexOf('_');
            GraphVertex vertex = byName.get(name.substring(0, cut));
            if (vertex != null
                    && vertex.hasLayer()
                    && !vertex.getLayer().updaterDivideByMinibatch(name.substring(cut + 1))) {
                view.divi((double) passes * replicas);
            }
        });
    }
}
