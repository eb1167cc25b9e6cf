package dev.braid.jobs.sched;

/** One piece of a step: some tokens of one sequence. Sequences and training samples are named by their engine ids. */
public sealed interface Work {
    /** Token rows that this work adds to the step's batch; backward windows bring their own pass and count too. */
    int tokens();

    /** The last known token of a running sequence goes in, its next token comes out. */
    record Decode(long sequence) implements Work {
        @Override
        public int tokens() {
            return 1;
        }
    }

    /** Prompt positions {@code [from, from + tokens)} of a sequence; the chunk that ends the prompt yields a token. */
    record Prefill(long sequence, int from, int tokens) implements Work {
        public Prefill {
            requireWindow("prefill", from, tokens);
        }
    }

    /** Positions {@code [from, from + tokens)} of a training sample through all blocks. Windows come left to right. */
    record ForwardWindow(long sample, int from, int tokens) implements Work {
        public ForwardWindow {
            requireWindow("forward", from, tokens);
        }
    }

    /**
     * Positions {@code [from, from + tokens)} of a training sample backward through one block. Blocks come from the
     * head down to the embedding, within a block windows come right to left.
     *
     * @param block number of the block as the model's program counts them
     */
    record BackwardWindow(long sample, int block, int from, int tokens) implements Work {
        public BackwardWindow {
            requireWindow("backward", from, tokens);
        }
    }

    private static void requireWindow(String kind, int from, int tokens) {
        if (from < 0 || tokens < 1) {
            throw new IllegalArgumentException(
                    kind + " window [" + from + ", +" + tokens + ") must start at 0 or later and hold a token");
        }
    }
}
