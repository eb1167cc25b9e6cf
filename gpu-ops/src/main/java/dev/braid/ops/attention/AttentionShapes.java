package dev.braid.ops.attention;

import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Shapes;

/** What every implementation requires of its operands: shapes when enqueued, ids when run. */
final class AttentionShapes {
    private AttentionShapes() {}

    static void append(KvShape shape, int layer, AttentionRows rows, Matrix k, Matrix v) {
        layer(shape, layer);
        Shapes.require("k", k, rows.count(), shape.kvHeads() * shape.headDim());
        Shapes.require("v", v, rows.count(), shape.kvHeads() * shape.headDim());
    }

    static void forward(KvShape shape, int layer, AttentionRows rows, Matrix q, Matrix out, Matrix lse) {
        layer(shape, layer);
        int heads = heads(shape, lse);
        Shapes.require("lse", lse, rows.count(), heads);
        Shapes.require("q", q, rows.count(), heads * shape.headDim());
        Shapes.require("out", out, rows.count(), heads * shape.headDim());
    }

    static void backward(
            KvShape shape,
            int layer,
            AttentionRows rows,
            Matrix q,
            Matrix lse,
            Matrix dOut,
            Matrix dq,
            Matrix dk,
            Matrix dv) {
        layer(shape, layer);
        int width = heads(shape, lse) * shape.headDim();
        Shapes.require("lse", lse, rows.count(), lse.cols());
        Shapes.require("q", q, rows.count(), width);
        Shapes.require("dOut", dOut, rows.count(), width);
        Shapes.require("dq", dq, rows.count(), width);
        Shapes.require("dk", dk, dk.rows(), shape.kvHeads() * shape.headDim());
        Shapes.require("dv", dv, dk.rows(), shape.kvHeads() * shape.headDim());
    }

    private static void layer(KvShape shape, int layer) {
        if (layer < 0 || layer >= shape.layers()) {
            throw new IndexOutOfBoundsException("layer is " + layer + ", must be in [0, " + shape.layers() + ")");
        }
    }

    private static int heads(KvShape shape, Matrix lse) {
        if (lse.cols() == 0 || lse.cols() % shape.kvHeads() != 0) {
            throw new IllegalArgumentException("lse has " + lse.cols()
                    + " columns (heads), expected a multiple of the pool's " + shape.kvHeads() + " kvHeads");
        }
        return lse.cols();
    }

    /** Refuses a row whose sequence, position or keys do not exist. */
    static void row(PageTables tables, AttentionRows rows, int row) {
        int position = rows.position().get(row);
        int slots = tables.pages().count() / tables.pagesPerSlot();
        Shapes.requireIndex("slot", row, rows.slot().get(row), slots);
        Shapes.requireIndex("position", row, position, tables.pagesPerSlot() * KvPool.PAGE_TOKENS);
        Shapes.requireIndex("firstKey", row, rows.firstKey().get(row), position + 1);
    }

    /** The pool page of keys {@code [16 * block, 16 * block + 16)} of a sequence. */
    static int page(KvShape shape, PageTables tables, int slot, int block) {
        int entry = slot * tables.pagesPerSlot() + block;
        return Shapes.requireIndex("pages", entry, tables.pages().get(entry), shape.pages());
    }

    /** Refuses a backward window that is not a run of consecutive positions of one sequence within {@code keys} rows. */
    static void window(PageTables tables, AttentionRows rows, int keys) {
        for (int r = 0; r < rows.count(); r++) {
            row(tables, rows, r);
            Shapes.requireIndex("position", r, rows.position().get(r), keys);
            if (rows.slot().get(r) != rows.slot().get(0)
                    || rows.position().get(r) != rows.position().get(0) + r) {
                throw new IllegalArgumentException(
                        "row " + r + " is slot " + rows.slot().get(r) + ", position "
                                + rows.position().get(r) + ", expected slot "
                                + rows.slot().get(0) + ", position "
                                + (rows.position().get(0) + r)
                                + ": a backward window has consecutive positions of one sequence");
            }
        }
    }

    /** The scale of scores. */
    static float scale(int headDim) {
        return (float) (1 / Math.sqrt(headDim));
    }
}
