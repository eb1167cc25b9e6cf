package dev.braid.data.text;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import com.hubspot.jinjava.tree.Node;
import java.time.Clock;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Renders one chat template as Hugging Face's library does: blocks trimmed, and its functions {@code raise_exception},
 * {@code strftime_now} and {@code tojson} present. Output, depth, ranges and the number of template nodes are limited, so a
 * hostile template ends in an error. Thread-safe.
 */
final class JinjaRenderer {
    static final int MAX_NODES = 200_000;
    static final int MAX_CHARACTERS = 4_000_000;

    private final String name;
    private final String source;
    private final Jinjava jinjava;
    private final Clock clock;

    JinjaRenderer(String name, String source, Clock clock) {
        this.name = name;
        this.source = PythonDialect.translate(source);
        this.clock = clock;
        this.jinjava = new Jinjava(config(new Budget()));
        jinjava.getGlobalContext()
                .registerFunction(
                        new ELFunctionDefinition("", "raise_exception", JinjaFunctions.class, "raise", Object.class));
        jinjava.getGlobalContext()
                .registerFunction(new ELFunctionDefinition(
                        "", "strftime_now", JinjaFunctions.class, "strftimeNow", String.class));
        jinjava.getGlobalContext().registerFilter(new ToJsonFilter());
    }

    String render(Map<String, Object> bindings) {
        Budget budget = new Budget();
        RenderResult result = run(bindings, budget);
        if (budget.isSpent()) {
            throw failure("takes more than " + MAX_NODES + " steps");
        }
        for (TemplateError error : result.getErrors()) {
            throw failure("fails at line " + error.getLineno() + ": " + plain(error));
        }
        return result.getOutput();
    }

    private RenderResult run(Map<String, Object> bindings, Budget budget) {
        try {
            return jinjava.renderForResult(source, bindings, config(budget));
        } catch (RuntimeException | StackOverflowError e) {
            throw new TemplateException("chat template " + name + " fails: " + e.getMessage(), e);
        }
    }

    private TemplateException failure(String what) {
        return new TemplateException("chat template " + name + " " + what);
    }

    private static String plain(TemplateError error) {
        Throwable cause = error.getException();
        while (cause != null) {
            if (cause instanceof TemplateException) {
                return cause.getMessage();
            }
            cause = cause.getCause();
        }
        return error.getMessage();
    }

    private JinjavaConfig config(Budget budget) {
        return JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withKeepTrailingNewline(true)
                .withNestedInterpretationEnabled(false)
                .withMaxOutputSize(MAX_CHARACTERS)
                .withMaxStringLength(MAX_CHARACTERS)
                .withMaxRenderDepth(20)
                .withMaxMacroRecursionDepth(20)
                .withMaxListSize(100_000)
                .withMaxMapSize(100_000)
                .withRangeLimit(1000)
                .withDateTimeProvider(clock::millis)
                .withNodePreProcessor(budget)
                .withLegacyOverrides(LegacyOverrides.newBuilder()
                        .withUseTrimmingForNotesAndExpressions(true)
                        .withParseWhitespaceControlStrictly(true)
                        .withUseNaturalOperatorPrecedence(true)
                        .withIterateOverMapKeys(true)
                        .withUsePyishObjectMapper(true)
                        .withHandleBackslashInQuotesOnly(true)
                        .build())
                .build();
    }

    /** Counts the nodes that one rendering visits and ends it when there are too many. One rendering, one thread. */
    private static final class Budget implements BiConsumer<Node, JinjavaInterpreter> {
        private int nodes;

        @Override
        public void accept(Node node, JinjavaInterpreter interpreter) {
            if (++nodes > MAX_NODES) {
                throw new TemplateException("too many steps");
            }
        }

        boolean isSpent() {
            return nodes > MAX_NODES;
        }
    }
}
