package dev.braid.dl4j.shape;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional3D;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeFeedForward;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeRecurrent;

/**
 * The shape of a tensor, per sample.
 *
 * @param type of each row as DL4J has it
 * @param rows of DL4J's first dimension that one sample has: 1, or the steps of a series that was laid out as rows, or
 *     what was stacked
 */
public record TensorShape(InputType type, long rows) {
    public TensorShape {
        if (rows < 1) {
            throw new IllegalArgumentException(
                    "a sample has " + rows + " rows of " + type + ", but must have at least 1");
        }
        if (type instanceof InputTypeRecurrent series && series.getTimeSeriesLength() < 1) {
            throw new IllegalArgumentException("the number of steps of " + type + " is not known");
        }
    }

    static TensorShape of(InputType type) {
        return new TensorShape(type, 1);
    }

    public double elements() {
        return (double) rows * type.arrayElementsPerExample();
    }

    /** Of a series; 1 for anything else. */
    public long steps() {
        return type instanceof InputTypeRecurrent series ? series.getTimeSeriesLength() : 1;
    }

    /** Places that a kernel visits: rows times steps, or rows times pixels. */
    public double positions() {
        return elements() / features();
    }

    private double features() {
        if (type instanceof InputTypeRecurrent series) {
            return series.getSize();
        }
        if (type instanceof InputTypeConvolutional image) {
            return image.getChannels();
        }
        if (type instanceof InputTypeConvolutional3D volume) {
            return volume.getChannels();
        }
        return type instanceof InputTypeFeedForward flat ? flat.getSize() : type.arrayElementsPerExample();
    }

    @Override
    public String toString() {
        return (rows == 1 ? "" : rows + " x ") + type;
    }
}
