package dev.braid.ops.activation;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Matrix;

/** {@link SwiGlu} as plain loops. */
public final class SwiGluOracle implements SwiGlu {
    private final Precision precision;

    public SwiGluOracle(Precision precision) {
        this.precision = precision;
    }

    @Override
    public void forward(Stream stream, Matrix gate, Matrix up, Matrix y) {
        SwiGluShapes.forward(gate, up, y);
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < gate.rows(); r++) {
                for (int c = 0; c < gate.cols(); c++) {
                    double silu = precision.divide(gate.get(r, c), onePlusExp(gate.get(r, c)));
                    y.set(r, c, (float) precision.multiply(silu, up.get(r, c)));
                }
            }
        });
    }

    private double onePlusExp(double gate) {
        return precision.add(1, precision.exp(-gate));
    }

    @Override
    public void backward(Stream stream, Matrix gate, Matrix up, Matrix dy, Matrix dGate, Matrix dUp) {
        SwiGluShapes.backward(gate, up, dy, dGate, dUp);
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < gate.rows(); r++) {
                for (int c = 0; c < gate.cols(); c++) {
                    gradient(r, c, gate, up, dy, dGate, dUp);
                }
            }
        });
    }

    private void gradient(int r, int c, Matrix gate, Matrix up, Matrix dy, Matrix dGate, Matrix dUp) {
        double g = gate.get(r, c);
        double divisor = onePlusExp(g);
        double sigmoid = precision.divide(1, divisor);
        double slope = precision.multiply(sigmoid, precision.fma(g, precision.add(1, -sigmoid), 1));
        double towardsGate = precision.multiply(dy.get(r, c), up.get(r, c));
        double towardsUp = precision.multiply(dy.get(r, c), precision.divide(g, divisor));
        dGate.set(r, c, (float) precision.multiply(towardsGate, slope));
        dUp.set(r, c, (float) towardsUp);
    }
}
