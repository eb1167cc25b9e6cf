package dev.braid.model.program;

import dev.braid.ops.memory.Arena;

/** A place for one training sample in flight: what forward saves of it, and the sums of its gradient. */
final class Lane {
    final TrainingState training;
    final Gradients gradients;
    private long dropoutSeed;

    Lane(Program program, ModelWidths widths, TrainableLayout layout, ExecutorSizes sizes, Arena arena) {
        training = new TrainingState(program.training(), widths, sizes, arena);
        gradients = new Gradients(layout, arena);
    }

    /** Bytes that a lane takes from its arena. */
    static long bytes(Program program, ModelWidths widths, TrainableLayout layout, ExecutorSizes sizes) {
        return TrainingState.bytes(program.training(), widths, sizes) + Math.max(1L, layout.size()) * Float.BYTES;
    }

    void begin(TrainingSample sample, int window, long seed) {
        training.begin(sample, window);
        dropoutSeed = seed;
    }

    /** What runs next is of this lane's sample. */
    void use(OpRunner runner) {
        if (training.hasSample()) {
            runner.train(training.sample().adapter(), dropoutSeed, gradients);
        }
    }
}
