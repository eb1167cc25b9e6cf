package dev.braid.ops.cost;

import dev.braid.ops.device.CpuDevice;
import dev.braid.ops.device.Stream;
import dev.braid.ops.linear.Linear;
import dev.braid.ops.linear.LinearVector;
import dev.braid.ops.linear.PackedWeight;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.Matrix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Times the linear layer's three products and relates them to the FMA peak measured in the same run. */
public final class GemmBench {
    private static final long SEED = 1;

    private GemmBench() {}

    /** A linear layer {@code [out, in]} applied to {@code rows} tokens. */
    public record Shape(int rows, int in, int out) {
        public Shape {
            if (rows < 1 || in < 1 || out < 1) {
                throw new IllegalArgumentException(
                        "shape " + rows + " x " + in + " x " + out + ": rows, in and out must be at least 1");
            }
        }

        /** Floating-point operations of each of the three products. */
        public double flops() {
            return 2.0 * rows * in * out;
        }
    }

    /** One of the linear layer's products. */
    public enum Product {
        FORWARD,
        GRAD_INPUT,
        GRAD_WEIGHT
    }

    /** One timing: GFLOP/s of all threads of the device. */
    public record Result(Shape shape, Product product, double gflops) {
        /** Rows per second. */
        public double tokensPerSecond() {
            return gflops * 1e9 / shape.flops() * shape.rows();
        }
    }

    /**
     * The timings of one run.
     *
     * @param peakGflops the FMA peak of the same threads: the best of measurements before, between and after the shapes,
     *     since a machine that others use too is not equally fast all the time
     */
    public record Report(double peakGflops, List<Result> results) {
        public Report {
            results = List.copyOf(results);
        }
    }

    /** Times every product of every shape; each timing, and each of the peak, may take {@code budget}. */
    public static Report run(CpuDevice device, List<Shape> shapes, Duration budget) {
        double peak = FmaPeak.measure(device.pool(), budget);
        List<Result> results = new ArrayList<>();
        for (Shape shape : shapes) {
            try (Operands operands = new Operands(device, shape)) {
                for (Product product : Product.values()) {
                    double gflops = shape.flops() / BestTime.of(() -> operands.run(product), budget) * 1e-9;
                    results.add(new Result(shape, product, gflops));
                }
            }
            peak = Math.max(peak, FmaPeak.measure(device.pool(), budget));
        }
        return new Report(peak, results);
    }

    /** Random operands of one shape. */
    private static final class Operands implements AutoCloseable {
        private final Linear linear;
        private final Stream stream;
        private final Arena arena;
        private final PackedWeight weight;
        private final Matrix x;
        private final Matrix y;
        private final Matrix w;

        Operands(CpuDevice device, Shape shape) {
            linear = new LinearVector(device.pool());
            stream = device.stream();
            long plain = 4L * ((long) shape.rows() * (shape.in() + shape.out()) + (long) shape.in() * shape.out());
            arena = device.arena(
                    "gemm bench", plain + linear.packedBytes(shape.out(), shape.in(), Linear.Use.FORWARD_AND_GRADIENT));
            weight = linear.allocate(arena, "w", shape.out(), shape.in(), Linear.Use.FORWARD_AND_GRADIENT);
            x = arena.matrix("x", shape.rows(), shape.in());
            y = arena.matrix("y", shape.rows(), shape.out());
            w = arena.matrix("w", shape.out(), shape.in());
            SplittableRandom random = new SplittableRandom(SEED);
            fill(x, random);
            fill(y, random);
            fill(w, random);
            linear.pack(stream, w, 0, weight);
        }

        void run(Product product) {
            switch (product) {
                case FORWARD -> linear.forward(stream, x, weight, null, y);
                case GRAD_INPUT -> linear.gradInput(stream, y, weight, x, Linear.Write.OVERWRITE);
                case GRAD_WEIGHT -> linear.gradWeight(stream, y, x, w);
            }
            stream.record().await();
        }

        private static void fill(Matrix m, SplittableRandom random) {
            for (int r = 0; r < m.rows(); r++) {
                for (int c = 0; c < m.cols(); c++) {
                    m.set(r, c, (float) random.nextDouble(-1, 1));
                }
            }
        }

        @Override
        public void close() {
            arena.close();
        }
    }
}
