package dev.braid.ops.embedding;

import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Matrix;

/** A table's gradient while an oracle adds to it, one chain per element that rounds as its precision does. */
final class TableChains {
    private final Precision precision;
    private final double[][] sums;

    TableChains(Precision precision, Matrix table) {
        this.precision = precision;
        sums = new double[table.rows()][table.cols()];
        for (int v = 0; v < sums.length; v++) {
            for (int c = 0; c < table.cols(); c++) {
                sums[v][c] = table.get(v, c);
            }
        }
    }

    /** Adds a row of dy to the row of an id. */
    void add(int id, Matrix dy, int row) {
        double[] sum = sums[id];
        for (int c = 0; c < sum.length; c++) {
            sum[c] = precision.add(sum[c], dy.get(row, c));
        }
    }

    void write(Matrix table) {
        for (int v = 0; v < sums.length; v++) {
            for (int c = 0; c < table.cols(); c++) {
                table.set(v, c, (float) sums[v][c]);
            }
        }
    }
}
