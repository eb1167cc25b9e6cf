package dev.braid.ops.attention;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.math.PartialSums;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.Matrix;

/** {@link Attention} as plain loops. */
public final class AttentionOracle implements Attention {
    private final Precision precision;

    public AttentionOracle(Precision precision) {
        this.precision = precision;
    }

    @Override
    public KvPool allocate(Arena arena, KvShape shape) {
        return OraclePool.allocate(arena, shape);
    }

    @Override
    public void append(
            Stream stream, KvPool pool, int layer, PageTables tables, AttentionRows rows, Matrix k, Matrix v) {
        AttentionShapes.append(pool.shape(), layer, rows, k, v);
        OraclePool own = OraclePool.of(pool);
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < rows.count(); r++) {
                AttentionShapes.row(tables, rows, r);
                int at = poolRow(
                        own.shape(), tables, rows.slot().get(r), rows.position().get(r));
                for (int c = 0; c < k.cols(); c++) {
                    own.keys()[layer].set(at, c, k.get(r, c));
                    own.values()[layer].set(at, c, v.get(r, c));
                }
            }
        });
    }

    private static int poolRow(KvShape shape, PageTables tables, int slot, int position) {
        int page = AttentionShapes.page(shape, tables, slot, position / KvPool.PAGE_TOKENS);
        return page * KvPool.PAGE_TOKENS + position % KvPool.PAGE_TOKENS;
    }

    @Override
    public void forward(
            Stream stream,
            KvPool pool,
            int layer,
            PageTables tables,
            AttentionRows rows,
            Matrix q,
            Matrix out,
            Matrix lse) {
        AttentionShapes.forward(pool.shape(), layer, rows, q, out, lse);
        OraclePool own = OraclePool.of(pool);
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < rows.count(); r++) {
                AttentionShapes.row(tables, rows, r);
                for (int head = 0; head < lse.cols(); head++) {
                    forwardHead(new Query(own, layer, tables, rows, r, head, lse.cols()), q, out, lse);
                }
            }
        });
    }

    private void forwardHead(Query query, Matrix q, Matrix out, Matrix lse) {
        double[] p = new double[query.keys()];
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < p.length; j++) {
            p[j] = score(query, q, j);
            max = Math.max(max, p[j]);
        }
        double[] partial = new double[PartialSums.COUNT];
        for (int j = 0; j < p.length; j++) {
            p[j] = precision.exp(precision.add(p[j], -max));
            int at = query.position(j) % PartialSums.COUNT;
            partial[at] = precision.add(partial[at], p[j]);
        }
        double sum = PartialSums.combine(partial, precision);
        for (int d = 0; d < query.headDim(); d++) {
            double chain = 0;
            for (int j = 0; j < p.length; j++) {
                chain = precision.fma(p[j], query.value(j, d), chain);
            }
            out.set(query.row, query.column(d), (float) precision.divide(chain, sum));
        }
        lse.set(query.row, query.head, (float) precision.add(max, precision.log(sum)));
    }

    private double score(Query query, Matrix q, int j) {
        double chain = 0;
        for (int d = 0; d < query.headDim(); d++) {
            chain = precision.fma(q.get(query.row, query.column(d)), query.key(j, d), chain);
        }
        return precision.multiply(chain, AttentionShapes.scale(query.headDim()));
    }

    @Override
    public void backward(
            Stream stream,
            KvPool pool,
            int layer,
            PageTables tables,
            AttentionRows rows,
            Matrix q,
            Matrix lse,
            Matrix dOut,
            Matrix dq,
            Matrix dk,
            Matrix dv) {
        AttentionShapes.backward(pool.shape(), layer, rows, q, lse, dOut, dq, dk, dv);
        OraclePool own = OraclePool.of(pool);
        CpuStream.of(stream).enqueue(() -> {
            AttentionShapes.window(tables, rows, dk.rows());
            double[][] dkChains = read(dk);
            double[][] dvChains = read(dv);
            for (int r = rows.count() - 1; r >= 0; r--) {
                for (int head = 0; head < lse.cols(); head++) {
                    Query query = new Query(own, layer, tables, rows, r, head, lse.cols());
                    backwardHead(query, q, lse, dOut, dq, dkChains, dvChains);
                }
            }
            write(dkChains, dk);
            write(dvChains, dv);
        });
    }

    private void backwardHead(Query query, Matrix q, Matrix lse, Matrix dOut, Matrix dq, double[][] dk, double[][] dv) {
        double[] p = new double[query.keys()];
        double[] ds = new double[p.length];
        double[] partial = new double[PartialSums.COUNT];
        for (int j = 0; j < p.length; j++) {
            p[j] = precision.exp(precision.add(score(query, q, j), -lse.get(query.row, query.head)));
            ds[j] = outputGradient(query, dOut, j);
            int at = query.position(j) % PartialSums.COUNT;
            partial[at] = precision.fma(p[j], ds[j], partial[at]);
        }
        double mean = PartialSums.combine(partial, precision);
        double scale = AttentionShapes.scale(query.headDim());
        for (int j = 0; j < p.length; j++) {
            ds[j] = precision.multiply(precision.multiply(p[j], precision.add(ds[j], -mean)), scale);
        }
        for (int d = 0; d < query.headDim(); d++) {
            double chain = 0;
            for (int j = 0; j < p.length; j++) {
                chain = precision.fma(ds[j], query.key(j, d), chain);
                int at = query.position(j);
                int column = query.kvColumn(d);
                dk[at][column] = precision.fma(ds[j], q.get(query.row, query.column(d)), dk[at][column]);
                dv[at][column] = precision.fma(p[j], dOut.get(query.row, query.column(d)), dv[at][column]);
            }
            dq.set(query.row, query.column(d), (float) chain);
        }
    }

    private double outputGradient(Query query, Matrix dOut, int j) {
        double chain = 0;
        for (int d = 0; d < query.headDim(); d++) {
            chain = precision.fma(dOut.get(query.row, query.column(d)), query.value(j, d), chain);
        }
        return chain;
    }

    private static double[][] read(Matrix matrix) {
        double[][] values = new double[matrix.rows()][matrix.cols()];
        for (int r = 0; r < matrix.rows(); r++) {
            for (int c = 0; c < matrix.cols(); c++) {
                values[r][c] = matrix.get(r, c);
            }
        }
        return values;
    }

    private static void write(double[][] values, Matrix matrix) {
        for (int r = 0; r < matrix.rows(); r++) {
            for (int c = 0; c < matrix.cols(); c++) {
                matrix.set(r, c, (float) values[r][c]);
            }
        }
    }

    /** One head of one row, and the keys and values it sees, counted from its first. */
    private static final class Query {
        final int row;
        final int head;
        private final OraclePool pool;
        private final int layer;
        private final int firstKey;
        private final int[] poolRows;
        private final int kvHead;

        Query(OraclePool pool, int layer, PageTables tables, AttentionRows rows, int row, int head, int heads) {
            this.pool = pool;
            this.layer = layer;
            this.row = row;
            this.head = head;
            this.kvHead = head / (heads / pool.shape().kvHeads());
            this.firstKey = rows.firstKey().get(row);
            this.poolRows = new int[rows.position().get(row) - firstKey + 1];
            for (int j = 0; j < poolRows.length; j++) {
                poolRows[j] = poolRow(pool.shape(), tables, rows.slot().get(row), firstKey + j);
            }
        }

        int keys() {
            return poolRows.length;
        }

        int headDim() {
            return pool.shape().headDim();
        }

        int position(int j) {
            return firstKey + j;
        }

        int column(int d) {
            return head * headDim() + d;
        }

        int kvColumn(int d) {
            return kvHead * headDim() + d;
        }

        double key(int j, int d) {
            return pool.keys()[layer].get(poolRows[j], kvColumn(d));
        }

        double value(int j, int d) {
            return pool.values()[layer].get(poolRows[j], kvColumn(d));
        }
    }
}
