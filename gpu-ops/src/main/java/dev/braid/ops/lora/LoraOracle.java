package dev.braid.ops.lora;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.DataType;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import java.util.List;

/** {@link Lora} as plain loops, row by row: what the fast version is compared with. */
public final class LoraOracle implements Lora {
    private final Precision precision;

    public LoraOracle(Precision precision) {
        this.precision = precision;
    }

    private record Plain(Matrix a, Matrix b, float scale) implements LoraWeights {
        @Override
        public int rank() {
            return a.rows();
        }

        @Override
        public int in() {
            return a.cols();
        }

        @Override
        public int out() {
            return b.rows();
        }
    }

    @Override
    public LoraWeights allocate(Arena arena, String name, int rank, int in, int out, float scale) {
        LoraShapes.weights(name, rank, in, out);
        return new Plain(arena.matrix(name + ".A", rank, in), arena.matrix(name + ".B", out, rank), scale);
    }

    @Override
    public long bytes(int rank, int in, int out) {
        return (long) rank * (in + out) * DataType.FLOAT32.bytes();
    }

    @Override
    public void load(Stream stream, Matrix a, Matrix b, LoraWeights weights) {
        LoraShapes.load(a, b, weights);
        Plain into = plain(weights);
        CpuStream.of(stream).enqueue(() -> {
            copy(a, into.a());
            copy(b, into.b());
        });
    }

    @Override
    public void shrink(Stream stream, Matrix x, Ints slot, List<LoraWeights> bank, Matrix u) {
        LoraShapes.shrink(x, slot, bank, u);
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < u.rows(); r++) {
                LoraWeights weights = LoraShapes.at(bank, slot, r);
                for (int i = 0; i < u.cols(); i++) {
                    u.set(r, i, weights == null || i >= weights.rank() ? 0 : (float) shrunk(x, r, plain(weights), i));
                }
            }
        });
    }

    private double shrunk(Matrix x, int r, Plain weights, int i) {
        double sum = 0;
        for (int k = 0; k < x.cols(); k++) {
            sum = precision.fma(x.get(r, k), weights.a().get(i, k), sum);
        }
        return sum;
    }

    @Override
    public void expand(Stream stream, Matrix u, Ints slot, List<LoraWeights> bank, Matrix y) {
        LoraShapes.expand(u, slot, bank, y);
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < y.rows(); r++) {
                LoraWeights weights = LoraShapes.at(bank, slot, r);
                for (int o = 0; weights != null && o < y.cols(); o++) {
                    double sum = 0;
                    for (int i = 0; i < weights.rank(); i++) {
                        sum = precision.fma(u.get(r, i), plain(weights).b().get(o, i), sum);
                    }
                    y.set(r, o, (float) precision.fma(weights.scale(), sum, y.get(r, o)));
                }
            }
        });
    }

    @Override
    public void expandGradInput(Stream stream, Matrix dy, LoraWeights weights, Matrix du) {
        LoraShapes.expandGradInput(dy, weights, du);
        Matrix b = plain(weights).b();
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < du.rows(); r++) {
                for (int i = 0; i < du.cols(); i++) {
                    double sum = 0;
                    for (int o = 0; i < weights.rank() && o < dy.cols(); o++) {
                        sum = precision.fma(dy.get(r, o), b.get(o, i), sum);
                    }
                    du.set(r, i, i < weights.rank() ? (float) precision.multiply(weights.scale(), sum) : 0);
                }
            }
        });
    }

    @Override
    public void expandGradWeight(Stream stream, Matrix dy, Matrix u, LoraWeights weights, Matrix db) {
        LoraShapes.expandGradWeight(dy, u, weights, db);
        CpuStream.of(stream).enqueue(() -> outer(dy, weights.scale(), u, db));
    }

    @Override
    public void shrinkGradInput(Stream stream, Matrix du, LoraWeights weights, Matrix dx) {
        LoraShapes.shrinkGradInput(du, weights, dx);
        Matrix a = plain(weights).a();
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < dx.rows(); r++) {
                for (int k = 0; k < dx.cols(); k++) {
                    double sum = 0;
                    for (int i = 0; i < weights.rank(); i++) {
                        sum = precision.fma(du.get(r, i), a.get(i, k), sum);
                    }
                    dx.set(r, k, (float) precision.add(dx.get(r, k), sum));
                }
            }
        });
    }

    @Override
    public void shrinkGradWeight(Stream stream, Matrix du, Matrix x, LoraWeights weights, Matrix da) {
        LoraShapes.shrinkGradWeight(du, x, weights, da);
        CpuStream.of(stream).enqueue(() -> outer(du, 1, x, da));
    }

    /** d += (scale * left)ᵀ right over rows descending. */
    private void outer(Matrix left, double scale, Matrix right, Matrix d) {
        for (int i = 0; i < d.rows(); i++) {
            for (int k = 0; k < d.cols(); k++) {
                double sum = d.get(i, k);
                for (int r = left.rows() - 1; r >= 0; r--) {
                    sum = precision.fma(precision.multiply(scale, left.get(r, i)), right.get(r, k), sum);
                }
                d.set(i, k, (float) sum);
            }
        }
    }

    private static void copy(Matrix from, Matrix to) {
        for (int r = 0; r < to.rows(); r++) {
            for (int c = 0; c < to.cols(); c++) {
                to.set(r, c, from.get(r, c));
            }
        }
    }

    private static Plain plain(LoraWeights weights) {
        if (weights instanceof Plain plain) {
            return plain;
        }
        throw new IllegalArgumentException("the adapter was allocated by another Lora ("
                + weights.getClass().getSimpleName() + "); use the Lora that allocated it");
    }
}
