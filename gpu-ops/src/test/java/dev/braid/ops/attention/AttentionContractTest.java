package dev.braid.ops.attention;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.ops.attention.TestWorld.Result;
import dev.braid.ops.attention.TestWorld.Token;
import dev.braid.ops.device.CpuDevice;
import dev.braid.ops.device.CpuStream;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.testing.EveryWay;
import dev.braid.ops.testing.Operands;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every implementation of attention must do, over random sequences, page tables, batches and windows. */
class AttentionContractTest {
    private static final int[] HEAD_DIMS = {1, 5, 8, 16, 20, 32, 64, 80};

    private static KvShape shape(Random random) {
        return new KvShape(1, 1, 1 + random.nextInt(3), HEAD_DIMS[random.nextInt(HEAD_DIMS.length)]);
    }

    private static int heads(Random random, KvShape shape) {
        int[] groups = {1, 2, 3, 4, 7, 8, 9};
        return shape.kvHeads() * groups[random.nextInt(groups.length)];
    }

    /** Batches that carry every sequence from its start to its end, in windows of random size. */
    private static List<List<Token>> batches(Random random, List<TestSequence> sequences) {
        int[] done = new int[sequences.size()];
        List<List<Token>> batches = new ArrayList<>();
        while (IntStream.range(0, done.length)
                .anyMatch(s -> done[s] < sequences.get(s).length())) {
            List<Token> batch = new ArrayList<>();
            for (int s : random.ints(0, done.length)
                    .distinct()
                    .limit(1 + random.nextInt(done.length))
                    .toArray()) {
                int left = sequences.get(s).length() - done[s];
                int rows = Math.min(left, random.nextBoolean() ? 1 : 1 + random.nextInt(30));
                for (int i = 0; i < rows; i++) {
                    batch.add(new Token(s, done[s]++));
                }
            }
            if (!batch.isEmpty()) {
                batches.add(batch);
            }
        }
        return batches;
    }

    @Test
    void aTokensResultIsTheSameWhateverStandsBesideIt() {
        EveryWay.run(6, operands -> {
            Random random = operands.random();
            KvShape shape = shape(random);
            int heads = heads(random, shape);
            List<TestSequence> sequences = random.ints(1 + random.nextInt(4), 1, 70)
                    .mapToObj(length -> TestSequence.random(operands, shape, heads, length))
                    .toList();
            TestWorld fast = new TestWorld(
                    operands, new AttentionVector(operands.device().pool()), shape, heads, sequences);
            TestWorld oracle = new TestWorld(operands, new AttentionOracle(Precision.FLOAT), shape, heads, sequences);
            TestWorld exact = new TestWorld(operands, new AttentionOracle(Precision.DOUBLE), shape, heads, sequences);
            for (List<Token> batch : batches(random, sequences)) {
                Result found = fast.forward(batch);
                for (int r = 0; r < batch.size(); r++) {
                    Result alone = oracle.forward(batch.subList(r, r + 1));
                    operands.requireSameBits(
                            "out of " + batch.get(r), alone.out(), found.out().rows(r, 1));
                    operands.requireSameBits(
                            "lse of " + batch.get(r), alone.lse(), found.lse().rows(r, 1));
                }
                Result close = exact.forward(batch);
                operands.requireClose("out", close.out(), found.out(), 2e-5);
                operands.requireClose("lse", close.lse(), found.lse(), 2e-5);
            }
        });
    }

    /** The gradients of one sequence's output with regard to its queries, keys and values. */
    private record Gradients(Matrix dq, Matrix dk, Matrix dv) {}

    private static Gradients gradients(
            Operands operands, TestWorld world, int length, Matrix dOut, Matrix start, int[] cuts) {
        Result forward = world.forward(
                IntStream.range(0, length).mapToObj(p -> new Token(0, p)).toList());
        Matrix dq = operands.poisoned(length, dOut.cols());
        Matrix dk = operands.copy(start);
        Matrix dv = operands.copy(start);
        for (int w = cuts.length - 2; w >= 0; w--) {
            Matrix part = world.backward(0, cuts[w], cuts[w + 1], forward.lse(), dOut, dk, dv);
            for (int r = 0; r < part.rows(); r++) {
                for (int c = 0; c < part.cols(); c++) {
                    dq.set(cuts[w] + r, c, part.get(r, c));
                }
            }
        }
        return new Gradients(dq, dk, dv);
    }

    private static int[] cuts(Random random, int length) {
        return IntStream.concat(
                        IntStream.of(0, length),
                        IntStream.range(0, random.nextInt(6)).map(i -> random.nextInt(length)))
                .sorted()
                .distinct()
                .toArray();
    }

    @Test
    void gradientsAreTheSameHoweverTheSequenceIsCut() {
        EveryWay.run(6, operands -> {
            Random random = operands.random();
            KvShape shape = shape(random);
            int heads = heads(random, shape);
            int kvWidth = shape.kvHeads() * shape.headDim();
            int length = 1 + random.nextInt(random.nextInt(3) == 0 ? 150 : 50);
            List<TestSequence> sequence = List.of(TestSequence.random(operands, shape, heads, length));
            Matrix dOut = operands.matrix(length, heads * shape.headDim());
            Matrix start = operands.matrix(length + random.nextInt(5), kvWidth);
            int[] whole = {0, length};
            Attention vector = new AttentionVector(operands.device().pool());
            Gradients cut = gradients(
                    operands,
                    new TestWorld(operands, vector, shape, heads, sequence),
                    length,
                    dOut,
                    start,
                    cuts(random, length));
            for (Precision precision : Precision.values()) {
                Gradients oracle = gradients(
                        operands,
                        new TestWorld(operands, new AttentionOracle(precision), shape, heads, sequence),
                        length,
                        dOut,
                        start,
                        whole);
                if (precision == Precision.FLOAT) {
                    operands.requireSameBits("dq", oracle.dq, cut.dq);
                    operands.requireSameBits("dk", oracle.dk, cut.dk);
                    operands.requireSameBits("dv", oracle.dv, cut.dv);
                } else {
                    operands.requireClose("dq", oracle.dq, cut.dq, 1e-4);
                    operands.requireClose("dk", oracle.dk, cut.dk, 1e-4);
                    operands.requireClose("dv", oracle.dv, cut.dv, 1e-4);
                }
            }
        });
    }

    @Test
    void gradientsAreThoseOfTheForwardPass() {
        try (CpuDevice device = new CpuDevice(1);
                Operands operands = new Operands(device, CpuStream.Mode.IMMEDIATE, System.nanoTime())) {
            KvShape shape = new KvShape(1, 1, 2, 6);
            int heads = 4;
            int length = 21;
            TestSequence sequence = TestSequence.random(operands, shape, heads, length);
            Matrix dOut = operands.matrix(length, heads * shape.headDim());
            Matrix zero = operands.matrix(length, 12, 0);
            TestWorld world = world(operands, shape, heads, sequence);
            Gradients found = gradients(operands, world, length, dOut, zero, new int[] {0, length});
            for (int i = 0; i < 30; i++) {
                requireSlope(operands, world, sequence.q(), found.dq, dOut, length);
                requireSlope(operands, world, sequence.k(), found.dk, dOut, length);
                requireSlope(operands, world, sequence.v(), found.dv, dOut, length);
            }
        }
    }

    private static TestWorld world(Operands operands, KvShape shape, int heads, TestSequence sequence) {
        return new TestWorld(operands, new AttentionOracle(Precision.DOUBLE), shape, heads, List.of(sequence));
    }

    private static void requireSlope(
            Operands operands, TestWorld world, Matrix input, Matrix gradient, Matrix dOut, int length) {
        int r = operands.random().nextInt(length);
        int c = operands.random().nextInt(input.cols());
        float held = input.get(r, c);
        float step = 1f / 128;
        input.set(r, c, held + step);
        double above = loss(world, dOut, length);
        input.set(r, c, held - step);
        double below = loss(world, dOut, length);
        input.set(r, c, held);
        operands.requireClose(
                "slope at (" + r + ", " + c + ")", (above - below) / (2 * step), gradient.get(r, c), 2e-3);
    }

    private static double loss(TestWorld world, Matrix dOut, int length) {
        Matrix out = world.forward(IntStream.range(0, length)
                        .mapToObj(p -> new Token(0, p))
                        .toList())
                .out();
        double loss = 0;
        for (int r = 0; r < out.rows(); r++) {
            for (int c = 0; c < out.cols(); c++) {
                loss += (double) out.get(r, c) * dOut.get(r, c);
            }
        }
        return loss;
    }

    @Test
    void whatDoesNotFitIsNamed() {
        try (CpuDevice device = new CpuDevice(1);
                Operands operands = new Operands(device, CpuStream.Mode.IMMEDIATE, 1)) {
            KvShape shape = new KvShape(1, 2, 2, 4);
            for (Attention attention :
                    List.of(new AttentionOracle(Precision.FLOAT), new AttentionVector(device.pool()))) {
                KvPool pool = attention.allocate(operands.arena(), shape);
                PageTables tables = new PageTables(operands.ints(0, 1), 2);
                requireMessage("lse has 3 columns", () -> attend(operands, attention, pool, tables, 3, 0, 0));
                requireMessage(
                        "position[0] is 32, must be in [0, 32)",
                        () -> attend(operands, attention, pool, tables, 4, 32, 0));
                requireMessage(
                        "firstKey[0] is 6, must be in [0, 6)",
                        () -> attend(operands, attention, pool, tables, 4, 5, 6));
                PageTables outside = new PageTables(operands.ints(7, 1), 2);
                requireMessage(
                        "pages[0] is 7, must be in [0, 2)", () -> attend(operands, attention, pool, outside, 4, 0, 0));
            }
        }
    }

    private static void attend(
            Operands operands,
            Attention attention,
            KvPool pool,
            PageTables tables,
            int heads,
            int position,
            int first) {
        AttentionRows rows = new AttentionRows(operands.ints(0), operands.ints(position), operands.ints(first));
        Matrix q = operands.matrix(1, heads * 4);
        operands.run(stream -> attention.forward(
                stream, pool, 0, tables, rows, q, operands.poisoned(1, heads * 4), operands.poisoned(1, heads)));
    }

    private static void requireMessage(String part, Runnable operation) {
        RuntimeException error = assertThrows(RuntimeException.class, operation::run);
        assertTrue(error.getMessage().contains(part), error.getMessage());
    }
}
