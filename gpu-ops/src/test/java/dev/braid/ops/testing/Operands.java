package dev.braid.ops.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.braid.ops.device.CpuDevice;
import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.DataType;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Fresh random operands of one test run, all of them views at an odd offset with an odd stride inside larger buffers,
 * whose surroundings must stay as they are. Failures name the seed.
 */
public final class Operands implements AutoCloseable {
    private static final int SURROUNDING = 0x7fc0abcd;

    private record Held(Matrix view, float[] values) {}

    private final CpuDevice device;
    private final CpuStream.Mode mode;
    private final Arena arena;
    private final Random random;
    private final String name;
    private final List<Matrix> matrices = new ArrayList<>();
    private final List<Ints> integers = new ArrayList<>();

    public Operands(CpuDevice device, CpuStream.Mode mode, long seed) {
        this.device = device;
        this.mode = mode;
        this.arena = device.arena("test", 512L << 20);
        this.random = new Random(seed);
        this.name = "seed " + seed + ", " + device.pool().threads() + " threads, " + mode;
    }

    public Random random() {
        return random;
    }

    public Arena arena() {
        return arena;
    }

    public CpuDevice device() {
        return device;
    }

    /** What a failure must name so that it can be repeated. */
    public String name() {
        return name;
    }

    /** Standard normal elements. */
    public Matrix matrix(int rows, int cols) {
        return matrix(rows, cols, 1);
    }

    /** Normal elements of standard deviation {@code deviation}. */
    public Matrix matrix(int rows, int cols, double deviation) {
        Matrix view = poisoned(rows, cols);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < cols; c++) {
                view.set(r, c, (float) (random.nextGaussian() * deviation));
            }
        }
        return view;
    }

    /** NaN everywhere. */
    public Matrix poisoned(int rows, int cols) {
        int offset = random.nextInt(5);
        int stride = cols + random.nextInt(4);
        long count = offset + (long) rows * stride + random.nextInt(3);
        Matrix view =
                new Matrix(arena.allocate("operand", DataType.FLOAT32, Math.max(1, count)), offset, rows, cols, stride);
        for (long i = 0; i < view.buffer().count(); i++) {
            view.host().setInt(i, SURROUNDING);
        }
        matrices.add(view);
        return view;
    }

    /** A copy with a view of its own. */
    public Matrix copy(Matrix source) {
        Matrix copy = poisoned(source.rows(), source.cols());
        write(copy, read(source));
        return copy;
    }

    public Ints ints(int... values) {
        Ints view = arena.ints("ids", values.length + 1).slice(1, values.length);
        for (int i = 0; i < values.length; i++) {
            view.set(i, values[i]);
        }
        integers.add(view);
        return view;
    }

    /**
     * Runs one operation on the stream under test. On the deferred stream every operand holds rubbish until the
     * operation is enqueued: an operation that reads or writes early is found out.
     */
    public void run(Consumer<Stream> operation) {
        if (mode == CpuStream.Mode.IMMEDIATE) {
            Stream stream = device.stream();
            operation.accept(stream);
            stream.record().await();
            return;
        }
        Stream stream = device.deferredStream();
        List<Held> held = matrices.stream().map(m -> new Held(m, read(m))).toList();
        List<int[]> heldInts = integers.stream().map(Operands::read).toList();
        matrices.forEach(m -> write(m, new float[m.rows() * m.cols()]));
        integers.forEach(i -> write(i, -7));
        operation.accept(stream);
        held.forEach(h -> write(h.view, h.values));
        for (int i = 0; i < heldInts.size(); i++) {
            write(integers.get(i), heldInts.get(i));
        }
        stream.record().await();
    }

    /** Requires equal bits (any NaN equals any NaN). */
    public void requireSameBits(String what, Matrix expected, Matrix actual) {
        assertEquals(expected.rows(), actual.rows(), what);
        for (int r = 0; r < expected.rows(); r++) {
            for (int c = 0; c < expected.cols(); c++) {
                float e = expected.get(r, c);
                float a = actual.get(r, c);
                if (Float.floatToIntBits(e) != Float.floatToIntBits(a)) {
                    throw new AssertionError(
                            what + " at (" + r + ", " + c + "): expected " + e + ", got " + a + "; " + name);
                }
            }
        }
    }

    /** Requires |expected - actual| within {@code tolerance * (1 + |expected|)}. */
    public void requireClose(String what, Matrix expected, Matrix actual, double tolerance) {
        for (int r = 0; r < expected.rows(); r++) {
            for (int c = 0; c < expected.cols(); c++) {
                requireClose(what + " at (" + r + ", " + c + ")", expected.get(r, c), actual.get(r, c), tolerance);
            }
        }
    }

    /** The same for one number. */
    public void requireClose(String what, double expected, double actual, double tolerance) {
        if (!(Math.abs(expected - actual) <= tolerance * (1 + Math.abs(expected)))) {
            throw new AssertionError(what + ": expected " + expected + ", got " + actual + "; " + name);
        }
    }

    /** Requires that nothing outside the views was written, then frees everything. */
    @Override
    public void close() {
        for (Matrix view : matrices) {
            for (long i = 0; i < view.buffer().count(); i++) {
                long within = i - view.offset();
                boolean inside =
                        within >= 0 && within / view.stride() < view.rows() && within % view.stride() < view.cols();
                if (!inside && view.host().getInt(i) != SURROUNDING) {
                    throw new AssertionError("element " + i + " outside of " + view + " was written; " + name);
                }
            }
        }
        arena.close();
    }

    private static float[] read(Matrix m) {
        float[] values = new float[m.rows() * m.cols()];
        for (int i = 0; i < values.length; i++) {
            values[i] = m.get(i / m.cols(), i % m.cols());
        }
        return values;
    }

    private static void write(Matrix m, float[] values) {
        for (int i = 0; i < values.length; i++) {
            m.set(i / m.cols(), i % m.cols(), values[i]);
        }
    }

    private static int[] read(Ints ints) {
        int[] values = new int[ints.count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = ints.get(i);
        }
        return values;
    }

    private static void write(Ints ints, int... values) {
        for (int i = 0; i < ints.count(); i++) {
            ints.set(i, values[i % values.length]);
        }
    }
}
