package dev.braid.data.text;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.tree.Node;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * What one rendering of a template may use: nodes that it visits and memory that it allocates. It also ends at the first
 * error, which the engine would only note before it goes on. One rendering, one thread.
 */
final class RenderBudget implements BiConsumer<Node, JinjavaInterpreter> {
    static final int MAX_NODES = 200_000;
    /** Of memory in all, most of it free again at once: a bound on the work that is done with long texts. */
    static final long MAX_BYTES = 256L << 20;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final long bytesBefore = threads.getCurrentThreadAllocatedBytes();
    private int nodes;

    /** Ends a rendering. An error because the engine catches exceptions and goes on. */
    static final class Stop extends Error {
        private static final long serialVersionUID = 1L;

        private final transient Optional<TemplateError> error;

        private Stop(String message, Optional<TemplateError> error) {
            super(message, null, false, false);
            this.error = error;
        }

        /** The template's error; empty where the budget is spent. */
        Optional<TemplateError> error() {
            return error;
        }
    }

    @Override
    public void accept(Node node, JinjavaInterpreter interpreter) {
        List<TemplateError> errors = interpreter.getErrors();
        if (!errors.isEmpty()) {
            throw new Stop("has errors", Optional.of(errors.get(0)));
        }
        if (++nodes > MAX_NODES) {
            throw new Stop("takes more than " + MAX_NODES + " steps", Optional.empty());
        }
        if (threads.getCurrentThreadAllocatedBytes() - bytesBefore > MAX_BYTES) {
            throw new Stop("takes more than " + MAX_BYTES + " bytes of memory", Optional.empty());
        }
    }
}
