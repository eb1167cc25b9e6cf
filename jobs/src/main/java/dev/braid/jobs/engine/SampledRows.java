package dev.braid.jobs.engine;

import dev.braid.model.program.ProgramExecutor;
import dev.braid.ops.device.Device;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.sampling.Sampled;
import dev.braid.ops.sampling.Sampler;
import dev.braid.ops.sampling.SamplingRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The batch rows of a step whose logits choose a sequence's next token: computes those logits, chooses on the device and
 * brings the tokens to the host. Its arrays are used again for each step. Used by the engine's thread.
 */
final class SampledRows implements AutoCloseable {
    private final ProgramExecutor executor;
    private final Sampler sampler;
    private final Arena arena;
    private final Sampled out;
    private final Ints history;
    private final Ints noHistory;
    private final int context;
    private final long[] sequences;
    private final int[] rows;
    private final SequenceInput[] inputs;
    private final List<SamplingRow> parameters = new ArrayList<>();
    private final List<StepResult.Chosen> chosen = new ArrayList<>();
    private int count;

    SampledRows(ProgramExecutor executor, Device device, Sampler sampler) {
        int atOnce = executor.sizes().headRows();
        context = executor.sizes().contextTokens();
        this.executor = executor;
        this.sampler = sampler;
        arena = device.arena("sampling", 4L * atOnce * (2 + 2 * Sampled.MAX_TOP + context));
        out = new Sampled(
                arena.ints("token", atOnce),
                arena.matrix("logprob", atOnce, 1),
                arena.ints("top token", atOnce * Sampled.MAX_TOP),
                arena.matrix("top logprob", atOnce, Sampled.MAX_TOP));
        history = arena.ints("history", atOnce * context);
        noHistory = history.slice(0, 0);
        sequences = new long[executor.sizes().sequences()];
        rows = new int[sequences.length];
        inputs = new SequenceInput[sequences.length];
    }

    /** A step begins: nothing is chosen, there are no rows. */
    void begin() {
        chosen.clear();
        clear();
    }

    private void clear() {
        Arrays.fill(inputs, 0, count, null);
        count = 0;
    }

    /** The next token of a sequence comes from this batch row. */
    void add(long sequence, int row, SequenceInput input) {
        sequences[count] = sequence;
        rows[count] = row;
        inputs[count++] = input;
    }

    /** Chooses a token for each row that was added since the last call, in order, after the batch went forward. */
    void choose() {
        int atOnce = executor.sizes().headRows();
        for (int from = 0; from < count; from += atOnce) {
            choose(from, Math.min(count - from, atOnce));
        }
        clear();
    }

    /** What was chosen in this step. Valid until the next one begins. */
    List<StepResult.Chosen> chosen() {
        return chosen;
    }

    private void choose(int from, int n) {
        Matrix logits = executor.logits(rows, from, n);
        parameters.clear();
        for (int i = 0; i < n; i++) {
            SequenceInput input = inputs[from + i];
            parameters.add(new SamplingRow(input.sampling(), input.length(), history(i, input)));
        }
        Sampled target = new Sampled(
                out.token().slice(0, n),
                out.logprob().rows(0, n),
                out.topToken().slice(0, n * Sampled.MAX_TOP),
                out.topLogprob().rows(0, n));
        sampler.sample(executor.stream(), logits, parameters, target);
        executor.await();
        for (int i = 0; i < n; i++) {
            chosen.add(new StepResult.Chosen(sequences[from + i], token(i, inputs[from + i])));
        }
    }

    private Ints history(int index, SequenceInput input) {
        if (input.sampling().repetitionPenalty() == 1) {
            return noHistory;
        }
        Ints own = history.slice(index * context, input.length());
        for (int t = 0; t < input.length(); t++) {
            own.set(t, input.tokens()[t]);
        }
        return own;
    }

    private GeneratedToken token(int row, SequenceInput input) {
        int asked = input.sampling().logprobs();
        List<GeneratedToken.Alternative> top = asked > 0 ? new ArrayList<>(asked) : List.of();
        for (int i = 0; i < asked; i++) {
            int id = out.topToken().get(row * Sampled.MAX_TOP + i);
            if (id >= 0) {
                top.add(new GeneratedToken.Alternative(id, out.topLogprob().get(row, i)));
            }
        }
        return new GeneratedToken(
                out.token().get(row), asked < 0 ? Float.NaN : out.logprob().get(row, 0), top);
    }

    @Override
    public void close() {
        arena.close();
    }
}
