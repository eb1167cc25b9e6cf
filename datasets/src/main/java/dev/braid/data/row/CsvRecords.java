package dev.braid.data.row;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The records of a CSV file: values separated by commas, quoted where they hold commas, quotes (doubled) or line breaks. A
 * quote that is never closed ends its record after a bounded number of characters, so that it does not swallow the file.
 */
final class CsvRecords {
    private static final int MAX_RECORD_CHARACTERS = 4 << 20;

    private final LineSource lines;

    /** One record and the line it begins in. */
    record Record(long line, List<String> fields, Optional<String> problem) {}

    CsvRecords(LineSource lines) {
        this.lines = lines;
    }

    /** The next record that is not an empty line, or null at the end. */
    Record next() {
        LineSource.Line line = lines.next();
        while (line != null && line.problem().isEmpty() && line.text().isBlank()) {
            line = lines.next();
        }
        return line == null ? null : record(line);
    }

    private Record record(LineSource.Line first) {
        StringBuilder text = new StringBuilder(content(first));
        Optional<String> problem = first.problem();
        // Counted line by line: a record of many short lines must not be read again for each.
        boolean open = hasOddQuotes(text);
        while (problem.isEmpty() && open) {
            LineSource.Line line = lines.next();
            if (line == null || text.length() > MAX_RECORD_CHARACTERS) {
                problem = Optional.of("a quoted value is never closed");
            } else {
                problem = line.problem();
                String content = content(line);
                text.append('\n').append(content);
                open ^= hasOddQuotes(content);
            }
        }
        return new Record(first.number(), problem.isEmpty() ? split(text) : List.of(text.toString()), problem);
    }

    private static String content(LineSource.Line line) {
        String text = line.text();
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private static boolean hasOddQuotes(CharSequence text) {
        return text.chars().filter(c -> c == '"').count() % 2 == 1;
    }

    private static List<String> split(CharSequence text) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean doubled = quoted && c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"';
            if (doubled) {
                field.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
