package dev.braid.dl4j.compute;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/** {@link RowMath} in operations of ND4J, in any precision. */
final class Nd4jMath implements RowMath {
    @Override
    public INDArray linear(INDArray x, INDArray w) {
        return x.mmul(w.transpose());
    }

    @Override
    public INDArray linearInput(INDArray dy, INDArray w) {
        return dy.mmul(w);
    }

    @Override
    public void linearWeight(INDArray dy, INDArray x, INDArray dw) {
        dw.addi(dy.transpose().mmul(x));
    }

    @Override
    public INDArray rows(int[] ids, INDArray table) {
        return Nd4j.pullRows(table, 1, ids, 'c');
    }

    @Override
    public void rowsTable(int[] ids, INDArray dy, INDArray dTable) {
        for (int i = 0; i < ids.length; i++) {
            dTable.getRow(ids[i]).addi(dy.getRow(i));
        }
    }

    @Override
    public INDArray bags(int[] ids, int bagSize, INDArray table) {
        INDArray y = Nd4j.zeros(table.dataType(), ids.length / bagSize, table.size(1));
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] >= 0) {
                y.getRow(i / bagSize).addi(table.getRow(ids[i]));
            }
        }
        return y;
    }

    @Override
    public void bagsTable(int[] ids, int bagSize, INDArray dy, INDArray dTable) {
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] >= 0) {
                dTable.getRow(ids[i]).addi(dy.getRow(i / bagSize));
            }
        }
    }

    private static INDArray vector(INDArray x, int vectors, int number) {
        long size = x.size(1) / vectors;
        return x.get(NDArrayIndex.all(), NDArrayIndex.interval(number * size, (number + 1) * size));
    }

    @Override
    public INDArray interaction(INDArray x, int vectors) {
        INDArray y = Nd4j.zeros(x.dataType(), x.size(0), (long) vectors * (vectors - 1) / 2);
        int at = 0;
        for (int i = 1; i < vectors; i++) {
            for (int j = 0; j < i; j++) {
                y.putColumn(
                        at++, vector(x, vectors, i).mul(vector(x, vectors, j)).sum(1));
            }
        }
        return y;
    }

    @Override
    public INDArray interactionBackward(INDArray x, int vectors, INDArray dy) {
        INDArray dx = Nd4j.zeros(x.dataType(), x.shape());
        int at = 0;
        for (int i = 1; i < vectors; i++) {
            for (int j = 0; j < i; j++) {
                INDArray gradient = dy.getColumn(at++, true);
                vector(dx, vectors, i).addi(vector(x, vectors, j).mulColumnVector(gradient));
                vector(dx, vectors, j).addi(vector(x, vectors, i).mulColumnVector(gradient));
            }
        }
        return dx;
    }

    /** LayerNorm is RMSNorm of the rows without their means, and a shift. */
    @Override
    public INDArray layerNorm(INDArray x, INDArray gain, INDArray shift, double eps) {
        return rmsNorm(withoutMean(x), gain, eps).addiRowVector(shift);
    }

    private static INDArray withoutMean(INDArray x) {
        return x.subColumnVector(x.mean(true, 1));
    }

    @Override
    public INDArray layerNormInput(INDArray x, INDArray gain, double eps, INDArray dy) {
        return withoutMean(rmsNormInput(withoutMean(x), gain, eps, dy));
    }

    @Override
    public void layerNormWeights(INDArray x, double eps, INDArray dy, INDArray dGain, INDArray dShift) {
        rmsNormGain(withoutMean(x), eps, dy, dGain);
        dShift.addi(dy.sum(true, 0));
    }

    @Override
    public INDArray rmsNorm(INDArray x, INDArray gain, double eps) {
        return scaled(x, eps).muliRowVector(gain);
    }

    private static INDArray scaled(INDArray x, double eps) {
        return x.mulColumnVector(inverse(x, eps));
    }

    /** One over the root mean square of each row, {@code [rows, 1]}. */
    private static INDArray inverse(INDArray x, double eps) {
        return Transforms.sqrt(x.mul(x).mean(true, 1).addi(eps)).rdivi(1);
    }

    @Override
    public INDArray rmsNormInput(INDArray x, INDArray gain, double eps, INDArray dy) {
        INDArray inverse = inverse(x, eps);
        INDArray direct = dy.mulRowVector(gain);
        INDArray mean = direct.mul(x).mean(true, 1).muli(inverse).muli(inverse);
        return direct.subi(x.mulColumnVector(mean)).muliColumnVector(inverse);
    }

    @Override
    public void rmsNormGain(INDArray x, double eps, INDArray dy, INDArray dGain) {
        dGain.addi(scaled(x, eps).muli(dy).sum(true, 0));
    }

    @Override
    public void rotate(INDArray x, int headSize, INDArray table) {
        turn(x, headSize, table, 1);
    }

    @Override
    public void rotateBack(INDArray dx, int headSize, INDArray table) {
        turn(dx, headSize, table, -1);
    }

    private static void turn(INDArray x, int headSize, INDArray table, int direction) {
        long rows = x.size(0);
        int half = headSize / 2;
        INDArray angles = Nd4j.tile(table, (int) (rows / table.size(0)), 1).castTo(x.dataType());
        INDArray cos = columns(angles, 0, half).reshape(rows, 1, half);
        INDArray sin = columns(angles, half, half).reshape(rows, 1, half).mul(direction);
        INDArray heads = x.reshape('c', rows, x.size(1) / headSize, headSize);
        INDArray left = heads.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(0, half));
        INDArray right = heads.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(half, headSize));
        INDArray turned = left.mul(cos).sub(right.mul(sin));
        right.assign(right.mul(cos).add(left.mul(sin)));
        left.assign(turned);
    }

    private static INDArray columns(INDArray x, long from, long count) {
        return x.get(NDArrayIndex.all(), NDArrayIndex.interval(from, from + count))
                .dup('c');
    }

    @Override
    public INDArray swiGlu(INDArray gate, INDArray up) {
        return Transforms.sigmoid(gate, true).muli(gate).muli(up);
    }

    @Override
    public GateGradients swiGluBackward(INDArray gate, INDArray up, INDArray dy) {
        INDArray sigmoid = Transforms.sigmoid(gate, true);
        INDArray silu = sigmoid.mul(gate);
        INDArray slope = sigmoid.add(silu).subi(sigmoid.mul(silu));
        return new GateGradients(dy.mul(up).muli(slope), dy.mul(silu));
    }

    /** Rows of one sequence and columns of one head. */
    private record Head(INDArray array, int headSize) {
        INDArray of(int sequence, int head, int steps) {
            return array.get(
                    NDArrayIndex.interval((long) sequence * steps, (long) (sequence + 1) * steps),
                    NDArrayIndex.interval((long) head * headSize, (long) (head + 1) * headSize));
        }
    }

    /** Takes the heads of all sequences, one after the other. */
    private interface EachHead {
        void run(int sequence, int head, int kvHead);
    }

    private static void each(AttentionShape shape, EachHead body) {
        int group = shape.heads() / shape.kvHeads();
        for (int sequence = 0; sequence < shape.sequences(); sequence++) {
            for (int head = 0; head < shape.heads(); head++) {
                body.run(sequence, head, head / group);
            }
        }
    }

    private static Head head(AttentionShape shape, INDArray array) {
        return new Head(array, shape.headSize());
    }

    /** Scaled scores {@code [queries, keys]}; minus infinity where a row does not see a key. */
    private static INDArray scores(AttentionShape shape, INDArray q, INDArray k) {
        INDArray scores = q.mmul(k.transpose()).muli(shape.scale());
        if (shape.mask() == AttentionShape.Mask.CAUSAL) {
            for (int row = 0; row < shape.steps() - 1; row++) {
                scores.get(NDArrayIndex.point(row), NDArrayIndex.interval(row + 1, shape.steps()))
                        .assign(Double.NEGATIVE_INFINITY);
            }
        }
        return scores;
    }

    @Override
    public Attended attend(AttentionShape shape, INDArray q, INDArray k, INDArray v) {
        INDArray out = Nd4j.createUninitialized(q.dataType(), q.shape(), 'c');
        INDArray lse = Nd4j.createUninitialized(q.dataType(), new long[] {q.size(0), shape.heads()}, 'c');
        each(shape, (sequence, head, kvHead) -> {
            INDArray keys = head(shape, k).of(sequence, kvHead, shape.steps());
            INDArray scores = scores(shape, head(shape, q).of(sequence, head, shape.steps()), keys);
            INDArray most = scores.max(true, 1);
            INDArray p = Transforms.exp(scores.subiColumnVector(most), false);
            INDArray sum = p.sum(true, 1);
            INDArray values = head(shape, v).of(sequence, kvHead, shape.steps());
            head(shape, out)
                    .of(sequence, head, shape.steps())
                    .assign(p.diviColumnVector(sum).mmul(values));
            new Head(lse, 1)
                    .of(sequence, head, shape.steps())
                    .assign(Transforms.log(sum).addi(most));
        });
        return new Attended(out, lse);
    }

    @Override
    public AttentionGradients attendBackward(
            AttentionShape shape, INDArray q, INDArray k, INDArray v, Attended forward, INDArray dOut) {
        INDArray dq = Nd4j.zeros(q.dataType(), q.shape());
        INDArray dk = Nd4j.zeros(k.dataType(), k.shape());
        INDArray dv = Nd4j.zeros(v.dataType(), v.shape());
        each(shape, (sequence, head, kvHead) -> {
            INDArray queries = head(shape, q).of(sequence, head, shape.steps());
            INDArray keys = head(shape, k).of(sequence, kvHead, shape.steps());
            INDArray values = head(shape, v).of(sequence, kvHead, shape.steps());
            INDArray gradient = head(shape, dOut).of(sequence, head, shape.steps());
            INDArray lse =
                    new Head(forward.lse(), 1).of(sequence, head, shape.steps()).dup();
            INDArray p = Transforms.exp(scores(shape, queries, keys).subiColumnVector(lse), false);
            INDArray dp = gradient.mmul(values.transpose());
            INDArray mean = dp.mul(p).sum(true, 1);
            INDArray ds = dp.subiColumnVector(mean).muli(p).muli(shape.scale());
            head(shape, dq).of(sequence, head, shape.steps()).assign(ds.mmul(keys));
            head(shape, dk)
                    .of(sequence, kvHead, shape.steps())
                    .addi(ds.transpose().mmul(queries));
            head(shape, dv)
                    .of(sequence, kvHead, shape.steps())
                    .addi(p.transpose().mmul(gradient));
        });
        return new AttentionGradients(dq, dk, dv);
    }
}
