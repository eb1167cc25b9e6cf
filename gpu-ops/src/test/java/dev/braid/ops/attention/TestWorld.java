package dev.braid.ops.attention;

import dev.braid.ops.memory.Matrix;
import dev.braid.ops.testing.Operands;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** One implementation with a pool of its own, whose pages are dealt to the sequences in random order. */
final class TestWorld {
    private static final int LAYERS = 2;

    private final Operands operands;
    private final Attention attention;
    private final List<TestSequence> sequences;
    private final int heads;
    private final int layer;
    private final KvPool pool;
    private final PageTables tables;

    TestWorld(Operands operands, Attention attention, KvShape each, int heads, List<TestSequence> sequences) {
        this.operands = operands;
        this.attention = attention;
        this.sequences = sequences;
        this.heads = heads;
        int longest = sequences.stream().mapToInt(TestSequence::length).max().orElseThrow();
        int perSlot = (longest + KvPool.PAGE_TOKENS - 1) / KvPool.PAGE_TOKENS;
        int pages = perSlot * sequences.size();
        layer = operands.random().nextInt(LAYERS);
        pool = attention.allocate(operands.arena(), new KvShape(LAYERS, pages, each.kvHeads(), each.headDim()));
        List<Integer> order = new ArrayList<>(IntStream.range(0, pages).boxed().toList());
        Collections.shuffle(order, operands.random());
        tables = new PageTables(operands.ints(order.stream().mapToInt(i -> i).toArray()), perSlot);
    }

    /** A token: its sequence and its position there. */
    record Token(int sequence, int position) {}

    record Result(Matrix out, Matrix lse) {}

    AttentionRows rows(List<Token> batch) {
        return new AttentionRows(
                operands.ints(batch.stream().mapToInt(Token::sequence).toArray()),
                operands.ints(batch.stream().mapToInt(Token::position).toArray()),
                operands.ints(batch.stream()
                        .mapToInt(t -> sequences.get(t.sequence).firstKey()[t.position])
                        .toArray()));
    }

    /** Appends the batch's keys and values and attends. */
    Result forward(List<Token> batch) {
        AttentionRows rows = rows(batch);
        Matrix k = gather(batch, TestSequence::k);
        Matrix v = gather(batch, TestSequence::v);
        Matrix q = gather(batch, TestSequence::q);
        Matrix out = operands.poisoned(batch.size(), q.cols());
        Matrix lse = operands.poisoned(batch.size(), heads);
        operands.run(stream -> {
            attention.append(stream, pool, layer, tables, rows, k, v);
            attention.forward(stream, pool, layer, tables, rows, q, out, lse);
        });
        return new Result(out, lse);
    }

    /** The gradients of positions {@code [from, to)} of one sequence; dk and dv are added to. */
    Matrix backward(int sequence, int from, int to, Matrix lse, Matrix dOut, Matrix dk, Matrix dv) {
        List<Token> window =
                IntStream.range(from, to).mapToObj(p -> new Token(sequence, p)).toList();
        AttentionRows rows = rows(window);
        Matrix q = gather(window, TestSequence::q);
        Matrix dq = operands.poisoned(to - from, q.cols());
        operands.run(stream -> attention.backward(
                stream,
                pool,
                layer,
                tables,
                rows,
                q,
                lse.rows(from, to - from),
                dOut.rows(from, to - from),
                dq,
                dk,
                dv));
        return dq;
    }

    private Matrix gather(List<Token> batch, Function<TestSequence, Matrix> which) {
        Matrix rows =
                operands.poisoned(batch.size(), which.apply(sequences.get(0)).cols());
        for (int r = 0; r < batch.size(); r++) {
            Token token = batch.get(r);
            Matrix from = which.apply(sequences.get(token.sequence));
            for (int c = 0; c < rows.cols(); c++) {
                rows.set(r, c, from.get(token.position, c));
            }
        }
        return rows;
    }
}
