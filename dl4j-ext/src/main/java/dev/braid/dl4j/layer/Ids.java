package dev.braid.dl4j.layer;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Numbers of a table's rows, which DL4J hands over as floating-point numbers. */
final class Ids {
    private Ids() {}

    /**
     * The ids of an array in row-major order.
     *
     * @param least the smallest that is one
     * @param rows of the table; ids are below it
     * @throws IllegalArgumentException naming the layer, the place and the value
     */
    static int[] of(KernelLayer layer, INDArray array, int least, long rows) {
        double[] values = array.dup('c').reshape(array.length()).toDoubleVector();
        int[] ids = new int[values.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (int) values[i];
            if (ids[i] != values[i] || ids[i] < least || ids[i] >= rows) {
                throw new IllegalArgumentException(layer.named() + " reads " + values[i] + " at " + i / array.size(1)
                        + ", " + i % array.size(1) + ", but must read whole numbers from " + least + " to "
                        + (rows - 1));
            }
        }
        return ids;
    }
}
