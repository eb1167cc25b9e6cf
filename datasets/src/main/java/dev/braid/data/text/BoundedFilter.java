package dev.braid.data.text;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.BatchFilter;
import com.hubspot.jinjava.lib.filter.CenterFilter;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.lib.filter.FormatFilter;
import com.hubspot.jinjava.lib.filter.IndentFilter;
import com.hubspot.jinjava.lib.filter.RoundFilter;
import java.util.List;
import java.util.regex.Pattern;

/** A filter of the engine whose widths and counts are bounded: each would fill memory with as much as a template names. */
final class BoundedFilter implements Filter {
    private static final Pattern FIVE_DIGITS = Pattern.compile("[0-9]{5}");

    private final Filter filter;
    private final Where width;

    /** Where a filter is told its width. */
    private enum Where {
        IN_ARGUMENTS,
        IN_VALUE
    }

    private BoundedFilter(Filter filter, Where width) {
        this.filter = filter;
        this.width = width;
    }

    static List<Filter> all() {
        return List.of(
                new BoundedFilter(new CenterFilter(), Where.IN_ARGUMENTS),
                new BoundedFilter(new IndentFilter(), Where.IN_ARGUMENTS),
                new BoundedFilter(new BatchFilter(), Where.IN_ARGUMENTS),
                new BoundedFilter(new RoundFilter(), Where.IN_ARGUMENTS),
                new BoundedFilter(new FormatFilter(), Where.IN_VALUE));
    }

    @Override
    public String getName() {
        return filter.getName();
    }

    @Override
    public Object filter(Object value, JinjavaInterpreter interpreter, String... arguments) {
        String first = arguments.length == 0 ? "" : String.valueOf(arguments[0]);
        String told = width == Where.IN_VALUE ? String.valueOf(value) : first;
        if (FIVE_DIGITS.matcher(told).find()) {
            throw new TemplateException("the filter " + getName() + " is given '"
                    + told.substring(0, Math.min(told.length(), 60)) + "', must have numbers of at most 4 digits");
        }
        return filter.filter(value, interpreter, arguments);
    }
}
