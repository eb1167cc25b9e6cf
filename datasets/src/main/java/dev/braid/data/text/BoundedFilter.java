package dev.braid.data.text;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.Filter;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A filter of the engine that cannot fill the memory: one alone by a width that it is told, several in a row by results that
 * grow from each to the next.
 */
final class BoundedFilter implements Filter {
    private static final Set<String> WIDTH_IN_ARGUMENTS = Set.of("center", "indent", "batch", "slice", "round");
    private static final Set<String> WIDTH_IN_VALUE = Set.of("format");
    private static final Pattern FIVE_DIGITS = Pattern.compile("[0-9]{5}");
    /** The same in what follows a percent sign; elsewhere digits are text. */
    private static final Pattern FORMAT_WIDTH = Pattern.compile("%[^a-zA-Z%]*[0-9]{5}");

    private static final int SHOWN = 60;

    private final Filter filter;

    BoundedFilter(Filter filter) {
        this.filter = filter;
    }

    @Override
    public String getName() {
        return filter.getName();
    }

    @Override
    public boolean preserveSafeString() {
        return filter.preserveSafeString();
    }

    @Override
    public Object filter(Object value, JinjavaInterpreter interpreter, String... arguments) {
        checkWidths(value, arguments);
        return checked(filter.filter(value, interpreter, arguments));
    }

    @Override
    public Object filter(Object value, JinjavaInterpreter interpreter, Object[] arguments, Map<String, Object> named) {
        checkWidths(value, arguments);
        checkWidths(value, named.values().toArray());
        return checked(filter.filter(value, interpreter, arguments, named));
    }

    private void checkWidths(Object value, Object[] arguments) {
        if (WIDTH_IN_VALUE.contains(getName())) {
            checkWidth(String.valueOf(value), FORMAT_WIDTH);
        }
        if (WIDTH_IN_ARGUMENTS.contains(getName()) && arguments.length > 0) {
            checkWidth(String.valueOf(arguments[0]), FIVE_DIGITS);
        }
    }

    private void checkWidth(String told, Pattern tooWide) {
        if (tooWide.matcher(told).find()) {
            throw new TemplateException("the filter " + getName() + " is given '"
                    + told.substring(0, Math.min(told.length(), SHOWN)) + "', must have numbers of at most 4 digits");
        }
    }

    private Object checked(Object result) {
        if (result instanceof CharSequence text && text.length() > JinjaRenderer.MAX_CHARACTERS) {
            throw new TemplateException("the filter " + getName() + " makes a text of " + text.length()
                    + " characters, must be at most " + JinjaRenderer.MAX_CHARACTERS);
        }
        return result;
    }
}
