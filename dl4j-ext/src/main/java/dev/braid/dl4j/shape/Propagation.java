package dev.braid.dl4j.shape;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeFeedForward;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeRecurrent;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;

/**
 * What a vertex makes of the shapes it reads. DL4J's own types forget how many steps a series had while its steps are
 * rows, and what was stacked; here they are kept.
 */
final class Propagation {
    private final Map<String, TensorShape> inputs;

    /** @param inputs of the network, by name */
    Propagation(Map<String, TensorShape> inputs) {
        this.inputs = inputs;
    }

    /** What the vertex's layer reads, after its preprocessor; the first argument of a vertex without a layer. */
    TensorShape layerInput(GraphVertex vertex, List<TensorShape> read) {
        TensorShape first = read.get(0);
        return vertex instanceof LayerVertex layer && layer.getPreProcessor() != null
                ? laidOut(layer.getPreProcessor(), first)
                : first;
    }

    TensorShape output(GraphVertex vertex, List<TensorShape> read) {
        TensorShape first = read.get(0);
        if (vertex instanceof LayerVertex layer) {
            TensorShape in = layerInput(vertex, read);
            InputType out = output(layer.getLayerConf().getLayer(), in.type());
            return new TensorShape(withSteps(out, in.steps()), in.rows());
        }
        if (vertex instanceof FrozenVertex frozen) {
            return output(frozen.getUnderlying(), read);
        }
        if (vertex instanceof PreprocessorVertex layout) {
            return laidOut(layout.getPreProcessor(), first);
        }
        if (vertex instanceof StackVertex) {
            return new TensorShape(
                    first.type(), read.stream().mapToLong(TensorShape::rows).sum());
        }
        if (vertex instanceof UnstackVertex part) {
            return new TensorShape(first.type(), first.rows() / part.getStackSize());
        }
        InputType[] types = read.stream().map(TensorShape::type).toArray(InputType[]::new);
        InputType out = vertex.getOutputType(0, types);
        return vertex instanceof DuplicateToTimeSeriesVertex copies
                ? new TensorShape(
                        repeated(out, inputs.get(copies.getInputName()).steps()), first.rows())
                : new TensorShape(withSteps(out, first.steps()), first.rows());
    }

    /** DL4J gives a loss the size of nothing, and a pooled series the steps that are gone. */
    private static InputType output(Layer layer, InputType in) {
        if (layer instanceof LossLayer) {
            return in;
        }
        if (layer instanceof GlobalPoolingLayer pooling && in instanceof InputTypeRecurrent series) {
            return pooling.isCollapseDimensions()
                    ? InputType.feedForward(series.getSize())
                    : InputType.recurrent(series.getSize(), 1, series.getFormat());
        }
        return layer.getOutputType(0, in);
    }

    /** DL4J gives it one step, whatever it repeats for. */
    private static InputType repeated(InputType type, long steps) {
        return InputType.recurrent(((InputTypeRecurrent) type).getSize(), steps);
    }

    /** What is no series passes a preprocessor for series: DL4J puts one behind a pooled series. */
    private static TensorShape laidOut(InputPreProcessor layout, TensorShape in) {
        if (layout instanceof RnnToFeedForwardPreProcessor && in.type() instanceof InputTypeFeedForward) {
            return in;
        }
        InputType out = layout.getOutputType(in.type());
        boolean wasSeries = in.type() instanceof InputTypeRecurrent;
        boolean isSeries = out instanceof InputTypeRecurrent;
        if (wasSeries == isSeries) {
            return new TensorShape(withSteps(out, in.steps()), in.rows());
        }
        return wasSeries ? new TensorShape(out, in.rows() * in.steps()) : new TensorShape(withSteps(out, in.rows()), 1);
    }

    private static InputType withSteps(InputType type, long steps) {
        return type instanceof InputTypeRecurrent series && series.getTimeSeriesLength() < 1
                ? InputType.recurrent(series.getSize(), steps, series.getFormat())
                : type;
    }
}
