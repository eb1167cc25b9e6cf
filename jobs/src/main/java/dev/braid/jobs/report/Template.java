package dev.braid.jobs.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills the {@code {{fields}}} of a page that lies beside this class. */
final class Template {
    private static final Pattern FIELD = Pattern.compile("\\{\\{(\\w+)}}");

    private Template() {}

    static String fill(String name, Map<String, String> fields) throws IOException {
        return FIELD.matcher(read(name)).replaceAll(match -> {
            String value = fields.get(match.group(1));
            if (value == null) {
                throw new IllegalStateException(name + " names a field that does not exist: " + match.group(1));
            }
            return Matcher.quoteReplacement(value);
        });
    }

    private static String read(String name) throws IOException {
        try (InputStream in = Template.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
