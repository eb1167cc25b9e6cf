package dev.braid.ops;

import dev.braid.ops.activation.Dropout;
import dev.braid.ops.attention.AttentionRows;
import dev.braid.ops.attention.KvPool;
import dev.braid.ops.attention.KvShape;
import dev.braid.ops.attention.PageTables;
import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.embedding.EmbeddingBag;
import dev.braid.ops.linear.Linear;
import dev.braid.ops.linear.PackedWeight;
import dev.braid.ops.lora.LoraWeights;
import dev.braid.ops.loss.CrossEntropy;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.rope.RopeTable;
import dev.braid.ops.sampling.Sampled;
import dev.braid.ops.sampling.SamplingParams;
import dev.braid.ops.sampling.SamplingRow;
import dev.braid.ops.update.Update;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Runs every fast kernel, forward and backward, on small operands that follow from a seed, and condenses the bits of
 * each result into one number. As a program it prints them, so that differently started JVMs can be compared.
 */
final class KernelDigest implements AutoCloseable {
    private static final int ROWS = 21;
    private static final int IN = 37;
    private static final int OUT = 70;

    private final Rig rig;
    private final Kernels kernels;
    private final Stream stream;
    private final SortedMap<String, Long> digests = new TreeMap<>();

    private KernelDigest(int threads, long seed) {
        rig = new Rig(new Setting(threads, CpuStream.Mode.IMMEDIATE), seed);
        kernels = CpuKernels.vector(rig.device());
        stream = rig.stream();
    }

    /** Digest by name of the result. */
    static SortedMap<String, Long> of(int threads, long seed) {
        try (KernelDigest digest = new KernelDigest(threads, seed)) {
            digest.linear();
            digest.lora();
            digest.otherBypasses();
            digest.loss();
            digest.elementwise();
            digest.bags();
            digest.interaction();
            digest.norm();
            digest.layerNorm();
            digest.attention();
            digest.update();
            digest.sampling();
            return digest.digests;
        }
    }

    public static void main(String[] args) {
        System.out.println(of(Integer.parseInt(args[0]), Long.parseLong(args[1])));
    }

    @Override
    public void close() {
        rig.close();
    }

    private void add(String name, Matrix... results) {
        long hash = 0xcbf29ce484222325L;
        for (Matrix result : results) {
            for (int r = 0; r < result.rows(); r++) {
                for (int c = 0; c < result.cols(); c++) {
                    hash = (hash ^ Float.floatToRawIntBits(result.get(r, c))) * 0x100000001b3L;
                }
            }
        }
        digests.put(name, hash);
    }

    private void linear() {
        Linear linear = kernels.linear();
        Matrix w = rig.values(OUT, IN);
        PackedWeight packed = linear.allocate(rig.arena(), "w", OUT, IN, Linear.Use.FORWARD_AND_GRADIENT);
        Matrix x = rig.values(ROWS, IN);
        Matrix dy = rig.values(ROWS, OUT);
        Matrix y = rig.poisoned(ROWS, OUT);
        Matrix alone = rig.poisoned(1, OUT);
        Matrix dx = rig.values(ROWS, IN);
        Matrix dw = rig.values(OUT, IN);
        Matrix db = rig.values(1, OUT);
        rig.run(() -> {
            linear.pack(stream, w, 0, packed);
            linear.forward(stream, x, packed, rig.values(1, OUT), y);
            linear.forward(stream, x.rows(3, 1), packed, null, alone);
            linear.gradInput(stream, dy, packed, dx, Linear.Write.ADD);
            linear.gradWeight(stream, dy, x, dw);
            linear.gradBias(stream, dy, db);
        });
        add("linear forward", y, alone);
        add("linear gradients", dx, dw, db);
    }

    private void otherBypasses() {
        Matrix x = rig.values(ROWS, IN);
        Matrix dy = rig.values(ROWS, IN);
        Matrix l = rig.values(1, IN);
        Ints slot = rig.randomInts(ROWS, -1, 1);
        Matrix y = rig.poisoned(ROWS, IN);
        Matrix dx = rig.poisoned(ROWS, IN);
        Matrix dl = rig.values(1, IN);
        Matrix relu = rig.poisoned(ROWS, IN);
        Matrix dRelu = rig.poisoned(ROWS, IN);
        rig.run(() -> {
            kernels.rescale().forward(stream, x, slot, List.of(l), y);
            kernels.rescale().gradInput(stream, dy, l, dx);
            kernels.rescale().gradVector(stream, dy, x, dl);
            kernels.relu().forward(stream, x, relu);
            kernels.relu().backward(stream, x, dy, dRelu);
        });
        add("rescale", y, dx, dl);
        add("relu", relu, dRelu);
    }

    private void lora() {
        int rank = 8;
        LoraWeights weights = kernels.lora().allocate(rig.arena(), "q", rank, IN, OUT, 1.7f);
        Ints slot = rig.randomInts(ROWS, -1, 1);
        Matrix x = rig.values(ROWS, IN);
        Matrix u = rig.poisoned(ROWS, rank);
        Matrix y = rig.values(ROWS, OUT);
        Matrix du = rig.poisoned(ROWS, rank);
        Matrix dx = rig.values(ROWS, IN);
        Matrix da = rig.values(rank, IN);
        Matrix db = rig.values(OUT, rank);
        Matrix dy = rig.values(ROWS, OUT);
        rig.run(() -> {
            kernels.lora().load(stream, rig.values(rank, IN), rig.values(OUT, rank), weights);
            kernels.lora().shrink(stream, x, slot, List.of(weights), u);
            kernels.lora().expand(stream, u, slot, List.of(weights), y);
            kernels.lora().expandGradInput(stream, dy, weights, du);
            kernels.lora().expandGradWeight(stream, dy, u, weights, db);
            kernels.lora().shrinkGradInput(stream, du, weights, dx);
            kernels.lora().shrinkGradWeight(stream, du, x, weights, da);
        });
        add("lora forward", u, y);
        add("lora gradients", du, db, dx, da);
    }

    private void loss() {
        Matrix logits = rig.values(ROWS, 333);
        Matrix nll = rig.poisoned(ROWS, 1);
        Ints labels = rig.randomInts(ROWS, 0, 333);
        rig.run(() -> kernels.crossEntropy().apply(stream, logits, labels, nll, CrossEntropy.Gradient.IN_PLACE));
        add("cross-entropy", logits, nll);
    }

    private void elementwise() {
        Matrix a = rig.values(ROWS, IN);
        Matrix b = rig.values(ROWS, IN);
        Matrix sum = rig.poisoned(ROWS, IN);
        Matrix gate = rig.poisoned(ROWS, IN);
        Matrix dGate = rig.poisoned(ROWS, IN);
        Matrix dUp = rig.poisoned(ROWS, IN);
        Matrix dropped = rig.poisoned(ROWS, IN);
        Matrix embedded = rig.poisoned(ROWS, IN);
        Matrix dTable = rig.values(ROWS, IN);
        Ints ids = rig.randomInts(ROWS, 0, ROWS);
        rig.run(() -> {
            kernels.pointwise().add(stream, a, b, sum);
            kernels.swiGlu().forward(stream, a, b, gate);
            kernels.swiGlu().backward(stream, a, b, sum, dGate, dUp);
            kernels.dropout().apply(stream, a, new Dropout.Mask(5, 6, 0.3f), ids, ids, dropped);
            kernels.embedding().forward(stream, ids, a, embedded);
            kernels.embedding().gradTable(stream, ids, b, dTable);
        });
        add("pointwise", sum);
        add("swiglu", gate, dGate, dUp);
        add("dropout", dropped);
        add("embedding", embedded, dTable);
    }

    private void bags() {
        int bagSize = 5;
        Matrix table = rig.values(OUT, IN);
        Ints ids = rig.randomInts(ROWS * bagSize, EmbeddingBag.NO_ROW, OUT);
        Matrix y = rig.poisoned(ROWS, IN);
        Matrix dTable = rig.values(OUT, IN);
        rig.run(() -> {
            kernels.embeddingBag().forward(stream, table, ids, bagSize, y);
            kernels.embeddingBag().gradTable(stream, ids, bagSize, y, dTable);
        });
        add("embedding bag", y, dTable);
    }

    private void interaction() {
        int count = 11;
        Matrix x = rig.values(ROWS, count * IN);
        Matrix y = rig.poisoned(ROWS, count * (count - 1) / 2);
        Matrix dx = rig.poisoned(ROWS, count * IN);
        rig.run(() -> {
            kernels.interaction().forward(stream, x, count, y);
            kernels.interaction().backward(stream, x, count, y, dx);
        });
        add("interaction", y, dx);
    }

    private void norm() {
        Matrix x = rig.values(ROWS, 2 * IN);
        Matrix weight = rig.values(1, IN);
        Matrix y = rig.poisoned(ROWS, 2 * IN);
        Matrix dx = rig.poisoned(ROWS, 2 * IN);
        Matrix dw = rig.values(1, IN);
        Matrix rotated = rig.values(ROWS, 3 * 20);
        Matrix table = rig.poisoned(ROWS, 20);
        RopeTable.fill(table, 10_000, Optional.empty());
        Ints position = rig.randomInts(ROWS, 0, ROWS);
        rig.run(() -> {
            kernels.rmsNorm().forward(stream, x, weight, 1e-5f, y);
            kernels.rmsNorm().gradInput(stream, x, weight, 1e-5f, y, dx);
            kernels.rmsNorm().gradWeight(stream, x, 1e-5f, y, dw);
            kernels.rope().rotate(stream, rotated, 20, table, position);
        });
        add("rms norm", y, dx, dw);
        add("rope", rotated);
    }

    private void layerNorm() {
        Matrix x = rig.values(ROWS, OUT);
        Matrix weight = rig.values(1, OUT);
        Matrix bias = rig.values(1, OUT);
        Matrix y = rig.poisoned(ROWS, OUT);
        Matrix dx = rig.poisoned(ROWS, OUT);
        Matrix dw = rig.values(1, OUT);
        Matrix db = rig.values(1, OUT);
        rig.run(() -> {
            kernels.layerNorm().forward(stream, x, weight, bias, 1e-5f, y);
            kernels.layerNorm().gradInput(stream, x, weight, 1e-5f, y, dx);
            kernels.layerNorm().gradWeight(stream, x, 1e-5f, y, dw, db);
        });
        add("layer norm", y, dx, dw, db);
    }

    private void attention() {
        int kvHeads = 2;
        int heads = 4;
        int headDim = 20;
        int tokens = 40;
        int pages = (tokens + KvPool.PAGE_TOKENS - 1) / KvPool.PAGE_TOKENS;
        KvPool pool = kernels.attention().allocate(rig.arena(), new KvShape(1, pages, kvHeads, headDim));
        PageTables tables = new PageTables(
                rig.ints(IntStream.range(0, pages).map(p -> pages - 1 - p).toArray()), pages);
        AttentionRows rows = new AttentionRows(
                rig.ints(new int[tokens]),
                rig.ints(IntStream.range(0, tokens).toArray()),
                rig.ints(
                        IntStream.range(0, tokens).map(p -> Math.max(0, p - 30)).toArray()));
        Matrix k = rig.values(tokens, kvHeads * headDim);
        Matrix v = rig.values(tokens, kvHeads * headDim);
        Matrix q = rig.values(tokens, heads * headDim);
        Matrix out = rig.poisoned(tokens, heads * headDim);
        Matrix lse = rig.poisoned(tokens, heads);
        Matrix dOut = rig.values(tokens, heads * headDim);
        Matrix dq = rig.poisoned(tokens, heads * headDim);
        Matrix dk = rig.values(tokens, kvHeads * headDim);
        Matrix dv = rig.values(tokens, kvHeads * headDim);
        rig.run(() -> {
            kernels.attention().append(stream, pool, 0, tables, rows, k, v);
            kernels.attention().forward(stream, pool, 0, tables, rows, q, out, lse);
            kernels.attention().backward(stream, pool, 0, tables, rows, q, lse, dOut, dq, dk, dv);
        });
        add("attention forward", out, lse);
        add("attention gradients", dq, dk, dv);
    }

    private void update() {
        Matrix param = rig.values(ROWS, IN);
        Matrix m = rig.values(ROWS, IN);
        Matrix v = rig.poisoned(ROWS, IN);
        Matrix grad = rig.values(ROWS, IN);
        rig.run(() -> {
            kernels.pointwise().fill(stream, v, 0.25f);
            kernels.update().sgd(stream, param, grad, 0.5f, 0.1, 0.01);
            kernels.update().adamW(stream, param, grad, 0.5f, m, v, new Update.AdamW(0.1, 0.9, 0.99, 1e-8, 0.1, 3));
        });
        add("update", param, m, v);
    }

    private void sampling() {
        Matrix logits = rig.values(5, 333);
        SamplingParams params = new SamplingParams(0.8f, 40, 0.9f, 0.01f, 1.1f, 42, 3);
        Ints history = rig.randomInts(12, 0, 333);
        SamplingRow[] rows = new SamplingRow[5];
        Arrays.setAll(rows, i -> new SamplingRow(params, 12 + i, history));
        Sampled sampled = new Sampled(
                rig.ints(new int[5]),
                rig.poisoned(5, 1),
                rig.ints(new int[5 * Sampled.MAX_TOP]),
                rig.poisoned(5, Sampled.MAX_TOP));
        rig.run(() -> kernels.sampler().sample(stream, logits, List.of(rows), sampled));
        add("sampling", sampled.logprob(), sampled.topLogprob());
    }
}
