package dev.braid.data.text;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The functions that Hugging Face's library gives to chat templates. Called by the template engine, by name. */
final class JinjaFunctions {
    private JinjaFunctions() {}

    /** {@code raise_exception(message)}: the template refuses the messages. */
    static String raise(Object message) {
        throw new TemplateException(String.valueOf(message));
    }

    /** {@code strftime_now(format)}: today in UTC, for the directives that dates are written with. */
    static String strftimeNow(String format) {
        long millis = JinjavaInterpreter.getCurrent()
                .getConfig()
                .getDateTimeProvider()
                .getCurrentTimeMillis();
        ZonedDateTime now = Instant.ofEpochMilli(millis).atZone(ZoneOffset.UTC);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c == '%' && i + 1 < format.length()) {
                text.append(directive(format.charAt(++i), now));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static String directive(char directive, ZonedDateTime now) {
        String pattern = switch (directive) {
            case 'Y' -> "yyyy";
            case 'y' -> "yy";
            case 'm' -> "MM";
            case 'd' -> "dd";
            case 'b' -> "MMM";
            case 'B' -> "MMMM";
            case 'a' -> "EEE";
            case 'A' -> "EEEE";
            case 'H' -> "HH";
            case 'I' -> "hh";
            case 'M' -> "mm";
            case 'S' -> "ss";
            case 'p' -> "a";
            case 'j' -> "DDD";
            case '%' -> "'%'";
            default ->
                throw new TemplateException("strftime_now: %" + directive
                        + " is not supported; use %Y %y %m %d %b %B %a %A %H %I %M %S %p %j");
        };
        return now.format(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH));
    }
}
