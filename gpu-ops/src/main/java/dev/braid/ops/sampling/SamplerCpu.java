package dev.braid.ops.sampling;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.device.WorkerPool;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Shapes;
import java.util.List;

/**
 * {@link Sampler} on the CPU, rows in parallel. There is no second implementation: a row's arithmetic is scalar and
 * sequential, and the test has its own reference.
 */
public final class SamplerCpu implements Sampler {
    private final WorkerPool pool;
    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

    public SamplerCpu(WorkerPool pool) {
        this.pool = pool;
    }

    @Override
    public void sample(Stream stream, Matrix logits, List<SamplingRow> rows, Sampled out) {
        Shapes.require("logits", logits, rows.size(), Math.max(1, logits.cols()));
        Shapes.require("token", out.token(), rows.size());
        Shapes.require("logprob", out.logprob(), rows.size(), 1);
        Shapes.require("topToken", out.topToken(), rows.size() * Sampled.MAX_TOP);
        Shapes.require("topLogprob", out.topLogprob(), rows.size(), Sampled.MAX_TOP);
        List<SamplingRow> mine = List.copyOf(rows);
        CpuStream.of(stream)
                .enqueue(() -> pool.run(mine.size(), r -> scratch.get().sample(logits, r, mine.get(r), out)));
    }

    /** One thread's copy of a row and what works on it. */
    private static final class Scratch {
        private final TokenDraw draw = new TokenDraw();
        private final LogProbabilities logProbabilities = new LogProbabilities();
        private float[] plain = new float[0];
        private float[] penalised = new float[0];

        void sample(Matrix logits, int r, SamplingRow row, Sampled out) {
            int vocabulary = logits.cols();
            read(logits, r);
            SamplingParams params = row.params();
            float[] adjusted = params.repetitionPenalty() == 1 ? plain : penalise(row, vocabulary);
            int token = params.temperature() == 0
                    ? likeliest(adjusted, vocabulary)
                    : draw.draw(adjusted, vocabulary, params, row.position());
            out.token().set(r, token);
            logProbabilities.write(plain, vocabulary, params.logprobs(), r, token, out);
        }

        private void read(Matrix logits, int r) {
            int vocabulary = logits.cols();
            if (plain.length < vocabulary) {
                plain = new float[vocabulary];
                penalised = new float[vocabulary];
            }
            int finite = 0;
            for (int i = 0; i < vocabulary; i++) {
                plain[i] = logits.get(r, i);
                if (!(plain[i] < Float.POSITIVE_INFINITY)) {
                    throw new IllegalStateException("logits[" + r + ", " + i + "] is " + plain[i]
                            + ", must be a number: the model's weights or activations have overflowed");
                }
                finite += plain[i] > Float.NEGATIVE_INFINITY ? 1 : 0;
            }
            if (finite == 0) {
                throw new IllegalStateException("logits of row " + r + " are all -Infinity, so no token can be chosen");
            }
        }

        /** Computed from the plain logits, so that a token that occurs twice is penalised once. */
        private float[] penalise(SamplingRow row, int vocabulary) {
            System.arraycopy(plain, 0, penalised, 0, vocabulary);
            Ints history = row.history();
            float penalty = row.params().repetitionPenalty();
            for (int i = 0; i < history.count(); i++) {
                int id = Shapes.requireIndex("history", i, history.get(i), vocabulary);
                penalised[id] = penalised(plain[id], penalty);
            }
            return penalised;
        }

        /** Kept finite, however extreme the penalty. */
        private static float penalised(float logit, float penalty) {
            if (logit == Float.NEGATIVE_INFINITY) {
                return logit;
            }
            float moved = logit > 0 ? logit / penalty : logit * penalty;
            return Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, moved));
        }

        private static int likeliest(float[] logits, int vocabulary) {
            int best = 0;
            for (int i = 1; i < vocabulary; i++) {
                if (logits[i] > logits[best]) {
                    best = i;
                }
            }
            return best;
        }
    }
}
