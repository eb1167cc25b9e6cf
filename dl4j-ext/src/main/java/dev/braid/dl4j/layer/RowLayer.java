package dev.braid.dl4j.layer;

import dev.braid.dl4j.compute.RowMath;
import dev.braid.dl4j.layer.RowFunction.Sequences;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A {@link KernelLayer} in a network: lays its input out as rows, keeps what backward needs, and hands on arrays in the
 * layout that it read. As DL4J's layers it keeps one pass and belongs to one thread.
 */
final class RowLayer extends BaseLayer<KernelLayer> {
    private static final long serialVersionUID = 1L;

    private final transient RowMath math;
    private transient RowFunction.Pass pass;

    RowLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
        math = RowMath.of(type);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr memory) {
        assertInputSet(false);
        if (maskArray != null) {
            throw new IllegalStateException(layerConf().named()
                    + " was given a mask, but reads every step; bring series of equal length, without masks");
        }
        applyDropOutIfNecessary(training, memory);
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            pass = layerConf().function().forward(math, weights(training, memory), rows(input), sequences());
        }
        return memory.leverageTo(
                ArrayType.ACTIVATIONS, laidOut(pass.output(), layerConf().outputRank(input.rank())));
    }

    private Weights weights(boolean training, LayerWorkspaceMgr memory) {
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        params.keySet().forEach(name -> arrays.put(name, getParamWithNoise(name, training, memory)));
        return new Weights(arrays);
    }

    private Sequences sequences() {
        int count = Math.toIntExact(input.size(0));
        return new Sequences(count, input.rank() == 2 ? 1 : Math.toIntExact(input.size(stepAxis())));
    }

    private int stepAxis() {
        return layerConf().getFormat() == RNNFormat.NWC ? 1 : 2;
    }

    private INDArray rows(INDArray array) {
        if (array.rank() == 2) {
            return array.isView() || array.ordering() != 'c' ? array.dup('c') : array;
        }
        INDArray last = stepAxis() == 1 ? array : array.permute(0, 2, 1);
        return last.reshape('c', last.size(0) * last.size(1), last.size(2));
    }

    private INDArray laidOut(INDArray rows, int rank) {
        if (rank == 2) {
            return rows;
        }
        long samples = input.size(0);
        INDArray last = rows.reshape('c', samples, rows.size(0) / samples, rows.size(1));
        return stepAxis() == 1 ? last : last.permute(0, 2, 1);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr memory) {
        assertInputSet(true);
        Gradient gradient = params.isEmpty() ? new DefaultGradient() : new DefaultGradient(gradientsFlattened);
        Map<String, INDArray> trained = new LinkedHashMap<>();
        for (Weight weight : layerConf().weights()) {
            INDArray view = gradientViews.get(weight.name()).assign(0);
            gradient.gradientForVariable().put(weight.name(), view);
            if (weight.learning() == Weight.Learning.TRAINED) {
                trained.put(weight.name(), view);
            }
        }
        Optional<INDArray> dx;
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            dx = pass.backward(rows(epsilon), new Weights(trained));
        }
        weightNoiseParams.clear();
        INDArray back = dx.map(rows -> backpropDropOutIfPresent(laidOut(rows, input.rank())))
                .map(array -> memory.leverageTo(ArrayType.ACTIVATION_GRAD, array))
                .orElse(null);
        return new Pair<>(gradient, back);
    }

    @Override
    public void clear() {
        super.clear();
        pass = null;
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }
}
