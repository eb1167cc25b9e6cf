package dev.braid.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.braid.ops.device.CpuDevice;
import dev.braid.ops.device.CpuStream;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.Buffer;
import dev.braid.ops.memory.DataType;
import dev.braid.ops.memory.HostBuffer;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/**
 * The bench on which contract tests run one operation: a device, a stream, random operands in strided views at odd
 * offsets, poison everywhere else. On the deferred stream the operands hold poison while the operation is enqueued, so
 * that one which reads them early is found out.
 */
public final class Rig implements AutoCloseable {
    private static final int POISON = 0x7fc0dead;
    private static final long ARENA_BYTES = 1L << 28;

    private final CpuDevice device;
    private final CpuStream stream;
    private final Setting setting;
    private final Arena arena;
    private final long seed;
    private final SplittableRandom random;
    private final List<Matrix> views = new ArrayList<>();
    private final List<HostBuffer> buffers = new ArrayList<>();

    public Rig(Setting setting) {
        this(setting, System.nanoTime());
    }

    public Rig(Setting setting, long seed) {
        this.setting = setting;
        this.seed = seed;
        random = new SplittableRandom(seed);
        device = new CpuDevice(setting.threads());
        stream = setting.mode() == CpuStream.Mode.DEFERRED ? device.deferredStream() : device.stream();
        arena = device.arena("test", ARENA_BYTES);
    }

    public CpuDevice device() {
        return device;
    }

    public CpuStream stream() {
        return stream;
    }

    public Arena arena() {
        return arena;
    }

    public SplittableRandom random() {
        return random;
    }

    /** Uniform in [1, bound], often at the edges of vectors, panels and tiles. */
    public int size(int bound) {
        int[] edges = {1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 129, 257};
        int size = random.nextBoolean() ? edges[random.nextInt(edges.length)] : 1 + random.nextInt(bound);
        return Math.min(size, bound);
    }

    /** A view whose elements and surroundings are poison. */
    public Matrix poisoned(int rows, int cols) {
        int stride = cols + random.nextInt(5);
        int offset = random.nextInt(7);
        HostBuffer buffer =
                HostBuffer.of(arena.allocate("operand", DataType.FLOAT32, offset + (long) rows * stride + 3));
        poison(buffer);
        buffers.add(buffer);
        Matrix view = new Matrix(buffer, offset, rows, cols, stride);
        views.add(view);
        return view;
    }

    /** A view of random values in [-1, 1). */
    public Matrix values(int rows, int cols) {
        Matrix m = poisoned(rows, cols);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < cols; c++) {
                m.set(r, c, (float) random.nextDouble(-1, 1));
            }
        }
        return m;
    }

    /** Another view with the same elements. */
    public Matrix copy(Matrix m) {
        Matrix copy = poisoned(m.rows(), m.cols());
        for (int r = 0; r < m.rows(); r++) {
            for (int c = 0; c < m.cols(); c++) {
                copy.set(r, c, m.get(r, c));
            }
        }
        return copy;
    }

    /** Another view with the elements' absolute values. */
    public Matrix magnitudes(Matrix m) {
        Matrix magnitudes = copy(m);
        for (int r = 0; r < m.rows(); r++) {
            for (int c = 0; c < m.cols(); c++) {
                magnitudes.set(r, c, Math.abs(m.get(r, c)));
            }
        }
        return magnitudes;
    }

    /** Random ids in {@code [from, to)}. */
    public Ints randomInts(int count, int from, int to) {
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextInt(from, to);
        }
        return ints(values);
    }

    public Ints ints(int... values) {
        Buffer buffer = arena.allocate("ids", DataType.INT32, values.length + 2L);
        buffers.add(HostBuffer.of(buffer));
        Ints ints = new Ints(buffer, 1, values.length);
        for (int i = 0; i < values.length; i++) {
            ints.set(i, values[i]);
        }
        return ints;
    }

    /** Enqueues and awaits; on a deferred stream the operands exist only after the enqueueing. */
    public void run(Runnable enqueue) {
        if (setting.mode() == CpuStream.Mode.DEFERRED) {
            List<int[]> saved = new ArrayList<>();
            for (HostBuffer buffer : buffers) {
                saved.add(elements(buffer));
                poison(buffer);
            }
            enqueue.run();
            for (int i = 0; i < saved.size(); i++) {
                restore(buffers.get(i), saved.get(i));
            }
        } else {
            enqueue.run();
        }
        stream.record().await();
        requireSurroundingsUntouched();
    }

    public void assertBits(Matrix expected, Matrix found, String what) {
        for (int r = 0; r < expected.rows(); r++) {
            for (int c = 0; c < expected.cols(); c++) {
                float e = expected.get(r, c);
                float f = found.get(r, c);
                if (Float.floatToRawIntBits(e) != Float.floatToRawIntBits(f)) {
                    fail(what + " (" + r + ", " + c + ") of [" + found.rows() + ", " + found.cols() + "] is " + f
                            + ", expected the bits of " + e + about());
                }
            }
        }
    }

    public void assertClose(Matrix expected, Matrix found, double tolerance, String what) {
        for (int r = 0; r < expected.rows(); r++) {
            for (int c = 0; c < expected.cols(); c++) {
                assertClose(expected.get(r, c), found.get(r, c), tolerance, what + " (" + r + ", " + c + ")");
            }
        }
    }

    /**
     * For sums in {@code float} against the exact ones: each may be wrong by 64 roundings of the sum of its terms'
     * magnitudes (29 were the most in 360,000 sums of 2,000 terms; a term that is missing is some thousands). The
     * result is no measure of that error: terms of both signs cancel in it, the roundings of its partial sums do not.
     */
    public void assertSumsClose(Matrix exact, Matrix found, Matrix summedMagnitudes, String what) {
        double roundings = 64 * 0x1p-24;
        for (int r = 0; r < exact.rows(); r++) {
            for (int c = 0; c < exact.cols(); c++) {
                double bound = roundings * summedMagnitudes.get(r, c);
                assertEquals(exact.get(r, c), found.get(r, c), bound, what + " (" + r + ", " + c + ")" + about());
            }
        }
    }

    /** Tolerance absolute up to 1, relative beyond. */
    public void assertClose(double expected, double found, double tolerance, String what) {
        assertEquals(expected, found, tolerance * Math.max(1, Math.abs(expected)), what + about());
    }

    /** d(loss)/d(m[row, col]) by central difference; the element is put back. */
    public static double slope(Matrix m, int row, int col, float h, DoubleSupplier loss) {
        float old = m.get(row, col);
        float up = old + h;
        float down = old - h;
        m.set(row, col, up);
        double above = loss.getAsDouble();
        m.set(row, col, down);
        double below = loss.getAsDouble();
        m.set(row, col, old);
        return (above - below) / ((double) up - down);
    }

    /** The sum of elementwise products, in f64. */
    public static double dot(Matrix a, Matrix b) {
        double sum = 0;
        for (int r = 0; r < a.rows(); r++) {
            for (int c = 0; c < a.cols(); c++) {
                sum += (double) a.get(r, c) * b.get(r, c);
            }
        }
        return sum;
    }

    private String about() {
        return "; " + setting + ", seed " + seed;
    }

    private void requireSurroundingsUntouched() {
        for (Matrix view : views) {
            HostBuffer buffer = view.host();
            for (long i = 0; i < buffer.count(); i++) {
                long inside = i - view.offset();
                boolean element =
                        inside >= 0 && inside / view.stride() < view.rows() && inside % view.stride() < view.cols();
                if (!element && buffer.getInt(i) != POISON) {
                    fail("element " + i + " outside of view " + view + " was written" + about());
                }
            }
        }
    }

    private static void poison(HostBuffer buffer) {
        for (long i = 0; i < buffer.count(); i++) {
            buffer.setInt(i, POISON);
        }
    }

    private static int[] elements(HostBuffer buffer) {
        int[] elements = new int[(int) buffer.count()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = buffer.getInt(i);
        }
        return elements;
    }

    private static void restore(HostBuffer buffer, int[] elements) {
        for (int i = 0; i < elements.length; i++) {
            buffer.setInt(i, elements[i]);
        }
    }

    @Override
    public void close() {
        arena.close();
        device.close();
    }
}
