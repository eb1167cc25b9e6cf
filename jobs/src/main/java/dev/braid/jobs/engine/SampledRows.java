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
import java.util.List;

/** Chooses tokens from logits on the device and brings them to the host. */
final class SampledRows implements AutoCloseable {
    /** A batch row whose logits choose a sequence's next token. */
    record Row(long sequence, int row, SequenceInput input) {}

    private final ProgramExecutor executor;
    private final Sampler sampler;
    private final Arena arena;
    private final Sampled out;
    private final Ints history;
    private final int context;

    SampledRows(ProgramExecutor executor, Device device, Sampler sampler) {
        int rows = executor.sizes().headRows();
        context = executor.sizes().contextTokens();
        this.executor = executor;
        this.sampler = sampler;
        arena = device.arena("sampling", 4L * rows * (2 + 2 * Sampled.MAX_TOP + context));
        out = new Sampled(
                arena.ints("token", rows),
                arena.matrix("logprob", rows, 1),
                arena.ints("top token", rows * Sampled.MAX_TOP),
                arena.matrix("top logprob", rows, Sampled.MAX_TOP));
        history = arena.ints("history", rows * context);
    }

    List<StepResult.Chosen> choose(List<Row> rows, Matrix logits) {
        List<SamplingRow> parameters = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            SequenceInput input = rows.get(i).input();
            parameters.add(new SamplingRow(input.sampling(), input.length(), history(i, input)));
        }
        int n = rows.size();
        Sampled target = new Sampled(
                out.token().slice(0, n),
                out.logprob().rows(0, n),
                out.topToken().slice(0, n * Sampled.MAX_TOP),
                out.topLogprob().rows(0, n));
        sampler.sample(executor.stream(), logits, parameters, target);
        executor.await();
        List<StepResult.Chosen> chosen = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            chosen.add(new StepResult.Chosen(
                    rows.get(i).sequence(), token(i, rows.get(i).input())));
        }
        return chosen;
    }

    private Ints history(int index, SequenceInput input) {
        if (input.sampling().repetitionPenalty() == 1) {
            return history.slice(index * context, 0);
        }
        Ints own = history.slice(index * context, input.length());
        for (int t = 0; t < input.length(); t++) {
            own.set(t, input.tokens()[t]);
        }
        return own;
    }

    private GeneratedToken token(int row, SequenceInput input) {
        int asked = input.sampling().logprobs();
        List<GeneratedToken.Alternative> top = new ArrayList<>();
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
