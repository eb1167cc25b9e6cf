package dev.braid.data.text;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import java.time.Clock;
import java.util.Map;
import java.util.Set;

/**
 * Renders one chat template as Hugging Face's library does: blocks trimmed, and its functions {@code raise_exception},
 * {@code strftime_now} and {@code tojson} present. Output, depth, ranges and the number of template nodes are limited, so a
 * hostile template ends in an error. Thread-safe.
 */
final class JinjaRenderer {
    static final int MAX_CHARACTERS = 4_000_000;
    /** Of brackets in one expression: the engine's parser takes time by the cube of it. */
    private static final int MAX_NESTING = 64;

    private final String name;
    private final String source;
    private final Jinjava jinjava;
    private final Clock clock;

    JinjaRenderer(String name, String source, Clock clock) {
        this.name = name;
        requireShallow(source);
        this.source = PythonDialect.translate(source);
        this.clock = clock;
        this.jinjava = new Jinjava(config(new RenderBudget()));
        jinjava.getGlobalContext()
                .registerFunction(
                        new ELFunctionDefinition("", "raise_exception", JinjaFunctions.class, "raise", Object.class));
        jinjava.getGlobalContext()
                .registerFunction(new ELFunctionDefinition(
                        "", "strftime_now", JinjaFunctions.class, "strftimeNow", String.class));
        jinjava.getGlobalContext().registerFilter(new ToJsonFilter());
        Set.copyOf(jinjava.getGlobalContext().getAllFilters())
                .forEach(filter -> jinjava.getGlobalContext().registerFilter(new BoundedFilter(filter)));
    }

    private void requireShallow(String text) {
        int open = 0;
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (text.startsWith("{{", i) || text.startsWith("{%", i)) {
                open = 0;
            } else if ("([{".indexOf(each) >= 0) {
                open++;
            } else if (")]}".indexOf(each) >= 0) {
                open = Math.max(0, open - 1);
            }
            if (open > MAX_NESTING) {
                throw failure("has brackets that are nested deeper than " + MAX_NESTING + " levels at character " + i);
            }
        }
    }

    String render(Map<String, Object> bindings) {
        RenderBudget budget = new RenderBudget();
        RenderResult result;
        try {
            result = run(bindings, budget);
        } catch (RenderBudget.Stop stop) {
            throw stop.error().map(this::failure).orElseGet(() -> failure(stop.getMessage()));
        }
        for (TemplateError error : result.getErrors()) {
            throw failure(error);
        }
        return result.getOutput();
    }

    private RenderResult run(Map<String, Object> bindings, RenderBudget budget) {
        try {
            return jinjava.renderForResult(source, bindings, config(budget));
        } catch (RuntimeException | StackOverflowError e) {
            throw new TemplateException("chat template " + name + " fails: " + e.getMessage(), e);
        }
    }

    private TemplateException failure(TemplateError error) {
        return failure("fails at line " + error.getLineno() + ": " + plain(error));
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

    private JinjavaConfig config(RenderBudget budget) {
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
}
