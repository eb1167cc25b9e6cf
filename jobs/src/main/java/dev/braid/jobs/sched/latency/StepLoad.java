package dev.braid.jobs.sched.latency;

/**
 * The work of one step, counted by kind: the argument of the latency function. Rows are tokens; keys are the sum over
 * rows of the keys that each attends to, itself included; a backward window's rows count once for each layer that it
 * goes through. Mutable, so that a scheduler can weigh many plans without allocating; used by one thread.
 */
public final class StepLoad {
    private long decodeRows;
    private long decodeKeys;
    private long prefillRows;
    private long prefillKeys;
    private long forwardRows;
    private long forwardKeys;
    private long headRows;
    private long headWindows;
    private long backwardRows;
    private long backwardKeys;
    private long backwardWindows;

    /** Empties it. */
    public void clear() {
        decodeRows = decodeKeys = prefillRows = prefillKeys = forwardRows = forwardKeys = 0;
        headRows = headWindows = backwardRows = backwardKeys = backwardWindows = 0;
    }

    /** Makes this a copy of {@code other}. */
    public void set(StepLoad other) {
        decodeRows = other.decodeRows;
        decodeKeys = other.decodeKeys;
        prefillRows = other.prefillRows;
        prefillKeys = other.prefillKeys;
        forwardRows = other.forwardRows;
        forwardKeys = other.forwardKeys;
        headRows = other.headRows;
        headWindows = other.headWindows;
        backwardRows = other.backwardRows;
        backwardKeys = other.backwardKeys;
        backwardWindows = other.backwardWindows;
    }

    /** One sequence's next token; {@code keys} is the sequence's length. */
    public void addDecode(int keys) {
        decodeRows++;
        decodeKeys += keys;
    }

    /** Prompt positions {@code [from, from + tokens)} of a sequence. */
    public void addPrefill(int from, int tokens) {
        prefillRows += tokens;
        prefillKeys += keys(from, tokens);
    }

    /** Positions {@code [from, from + tokens)} of a training sample through all layers. */
    public void addForward(int from, int tokens) {
        forwardRows += tokens;
        forwardKeys += keys(from, tokens);
    }

    /** Positions {@code [from, from + tokens)} of a training sample through the head and its loss, and back. */
    public void addHead(int tokens) {
        headRows += tokens;
        headWindows++;
    }

    /** Positions {@code [from, from + tokens)} of a training sample backward through one layer. */
    public void addBackward(int from, int tokens) {
        backwardRows += tokens;
        backwardKeys += keys(from, tokens);
        backwardWindows++;
    }

    private static long keys(int from, int tokens) {
        return (long) tokens * from + (long) tokens * (tokens + 1) / 2;
    }

    public long decodeRows() {
        return decodeRows;
    }

    public long decodeKeys() {
        return decodeKeys;
    }

    public long prefillRows() {
        return prefillRows;
    }

    public long prefillKeys() {
        return prefillKeys;
    }

    public long forwardRows() {
        return forwardRows;
    }

    public long forwardKeys() {
        return forwardKeys;
    }

    /** Rows of windows through the head. */
    public long headRows() {
        return headRows;
    }

    public long headWindows() {
        return headWindows;
    }

    /** Rows of windows through layers, once for each layer. */
    public long backwardRows() {
        return backwardRows;
    }

    public long backwardKeys() {
        return backwardKeys;
    }

    public long backwardWindows() {
        return backwardWindows;
    }

    /** Rows of the batch that goes forward: decode, prefill and forward windows share its matrix products. */
    public long batchRows() {
        return decodeRows + prefillRows + forwardRows;
    }

    public boolean isEmpty() {
        return batchRows() + headRows + backwardRows == 0;
    }
}
