package dev.braid.ops.activation;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;

/** {@link Dropout} as plain loops. */
public final class DropoutOracle implements Dropout {
    private final Precision precision;

    public DropoutOracle(Precision precision) {
        this.precision = precision;
    }

    @Override
    public void apply(Stream stream, Matrix x, Mask mask, Ints sample, Ints position, Matrix y) {
        DropoutShapes.require(x, sample, position, y);
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < x.rows(); r++) {
                row(r, x, mask, sample.get(r), position.get(r), y);
            }
        });
    }

    private void row(int r, Matrix x, Mask mask, int sample, int position, Matrix y) {
        long bits = DropoutHash.row(mask.seed(), mask.site(), sample, position);
        int threshold = DropoutHash.threshold(mask.probability());
        double kept = precision.add(1, -mask.probability());
        for (int c = 0; c < x.cols(); c++) {
            if (sample < 0) {
                y.set(r, c, x.get(r, c));
            } else if (DropoutHash.element(bits, c) < threshold) {
                y.set(r, c, 0);
            } else {
                y.set(r, c, (float) precision.divide(x.get(r, c), kept));
            }
        }
    }
}
