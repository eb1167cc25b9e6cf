package dev.braid.ops.linear;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.DataType;
import dev.braid.ops.memory.Matrix;

/** {@link Linear} as plain loops over an unpacked weight: what the fast version is compared with. */
public final class LinearOracle implements Linear {
    private final Precision precision;

    public LinearOracle(Precision precision) {
        this.precision = precision;
    }

    private record Plain(String name, Matrix w, Use use) implements PackedWeight {
        @Override
        public int out() {
            return w.rows();
        }

        @Override
        public int in() {
            return w.cols();
        }
    }

    @Override
    public PackedWeight allocate(Arena arena, String name, int out, int in, Use use) {
        LinearShapes.weight(name, out, in);
        return new Plain(name, arena.matrix(name, out, in), use);
    }

    @Override
    public long packedBytes(int out, int in, Use use) {
        return (long) out * in * DataType.FLOAT32.bytes();
    }

    @Override
    public void pack(Stream stream, Matrix w, int firstRow, PackedWeight packed) {
        LinearShapes.pack(w, firstRow, packed);
        Matrix into = plain(packed).w();
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < w.rows(); r++) {
                for (int c = 0; c < w.cols(); c++) {
                    into.set(firstRow + r, c, w.get(r, c));
                }
            }
        });
    }

    @Override
    public void forward(Stream stream, Matrix x, PackedWeight packed, Matrix bias, Matrix y) {
        LinearShapes.forward(x, packed, bias, y);
        if (plain(packed).use() == Use.GRADIENT) {
            throw LinearShapes.gradientOnly(plain(packed).name());
        }
        Matrix w = plain(packed).w();
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < y.rows(); r++) {
                for (int o = 0; o < y.cols(); o++) {
                    double sum = 0;
                    for (int i = 0; i < w.cols(); i++) {
                        sum = precision.fma(x.get(r, i), w.get(o, i), sum);
                    }
                    y.set(r, o, (float) (bias == null ? sum : precision.add(sum, bias.get(0, o))));
                }
            }
        });
    }

    @Override
    public void gradInput(Stream stream, Matrix dy, PackedWeight packed, Matrix dx, Write write) {
        LinearShapes.gradInput(dy, packed, dx);
        Plain weight = plain(packed);
        if (weight.use() == Use.FORWARD) {
            throw LinearShapes.forwardOnly(weight.name());
        }
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < dx.rows(); r++) {
                for (int i = 0; i < dx.cols(); i++) {
                    double sum = 0;
                    for (int o = 0; o < dy.cols(); o++) {
                        sum = precision.fma(dy.get(r, o), weight.w().get(o, i), sum);
                    }
                    dx.set(r, i, (float) (write == Write.ADD ? precision.add(dx.get(r, i), sum) : sum));
                }
            }
        });
    }

    @Override
    public void gradWeight(Stream stream, Matrix dy, Matrix x, Matrix dw) {
        LinearShapes.gradWeight(dy, x, dw);
        CpuStream.of(stream).enqueue(() -> {
            for (int o = 0; o < dw.rows(); o++) {
                for (int i = 0; i < dw.cols(); i++) {
                    double sum = dw.get(o, i);
                    for (int r = dy.rows() - 1; r >= 0; r--) {
                        sum = precision.fma(dy.get(r, o), x.get(r, i), sum);
                    }
                    dw.set(o, i, (float) sum);
                }
            }
        });
    }

    @Override
    public void gradBias(Stream stream, Matrix dy, Matrix db) {
        LinearShapes.gradBias(dy, db);
        CpuStream.of(stream).enqueue(() -> {
            for (int o = 0; o < db.cols(); o++) {
                double sum = db.get(0, o);
                for (int r = dy.rows() - 1; r >= 0; r--) {
                    sum = precision.add(sum, dy.get(r, o));
                }
                db.set(0, o, (float) sum);
            }
        });
    }

    private static Plain plain(PackedWeight packed) {
        if (packed instanceof Plain plain) {
            return plain;
        }
        throw new IllegalArgumentException("the weight was packed by another Linear ("
                + packed.getClass().getSimpleName() + "); use the Linear that allocated it");
    }
}
