package dev.braid.jobs.sched.latency;

/**
 * A step that is run for its time alone, on made-up sequences.
 *
 * @param decodeRows sequences that decode, each {@code decodeKeys} tokens long
 * @param prefill a prompt chunk
 * @param forward a training window through all layers
 * @param head a training window through the head and its loss
 * @param backward a training window backward through each of {@code layers} layers
 */
public record ProfileShape(
        int decodeRows, int decodeKeys, Window prefill, Window forward, Window head, Window backward, int layers) {
    /** Positions {@code [from, from + tokens)}; no tokens for no window. */
    public record Window(int from, int tokens) {
        public static final Window NONE = new Window(0, 0);

        public Window {
            if (from < 0 || tokens < 0) {
                throw new IllegalArgumentException("window [" + from + ", +" + tokens + ") must not be negative");
            }
        }
    }

    /** Decode rows alone. */
    public static ProfileShape decode(int rows, int keys) {
        return new ProfileShape(rows, keys, Window.NONE, Window.NONE, Window.NONE, Window.NONE, 0);
    }

    /** This with a prompt chunk. */
    public ProfileShape withPrefill(int from, int tokens) {
        return new ProfileShape(decodeRows, decodeKeys, new Window(from, tokens), forward, head, backward, layers);
    }

    /** This with a forward window. */
    public ProfileShape withForward(int from, int tokens) {
        return new ProfileShape(decodeRows, decodeKeys, prefill, new Window(from, tokens), head, backward, layers);
    }

    /** This with a window through the head. */
    public ProfileShape withHead(int from, int tokens) {
        return new ProfileShape(decodeRows, decodeKeys, prefill, forward, new Window(from, tokens), backward, layers);
    }

    /** This with a backward window in each of some layers. */
    public ProfileShape withBackward(int from, int tokens, int count) {
        return new ProfileShape(decodeRows, decodeKeys, prefill, forward, head, new Window(from, tokens), count);
    }

    /** Its work. */
    public StepLoad load() {
        StepLoad load = new StepLoad();
        for (int i = 0; i < decodeRows; i++) {
            load.addDecode(decodeKeys);
        }
        if (prefill.tokens() > 0) {
            load.addPrefill(prefill.from(), prefill.tokens());
        }
        if (forward.tokens() > 0) {
            load.addForward(forward.from(), forward.tokens());
        }
        if (head.tokens() > 0) {
            load.addHead(head.tokens());
        }
        for (int i = 0; i < layers && backward.tokens() > 0; i++) {
            load.addBackward(backward.from(), backward.tokens());
        }
        return load;
    }
}
