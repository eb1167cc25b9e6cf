package dev.braid.jobs.trace;

import dev.braid.jobs.trace.TraceCsv.MalformedTraceException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a CSV file has its fields, found by name in its header; columns of other names are ignored.
 *
 * @param names of all columns, in order
 * @param file for messages
 */
record TraceColumns(Format format, List<String> names, Path file) {
    static final String OWN_HEADER = "timestamp,prompt_tokens,output_tokens";
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** The names of the three columns that are read, and whether requests of no output are failed ones. */
    enum Format {
        OWN("timestamp", "prompt_tokens", "output_tokens"),
        BURST_GPT("Timestamp", "Request tokens", "Response tokens");

        private final String timestamp;
        private final String prompt;
        private final String output;

        Format(String timestamp, String prompt, String output) {
            this.timestamp = timestamp;
            this.prompt = prompt;
            this.output = output;
        }

        private List<String> columns() {
            return List.of(timestamp, prompt, output);
        }
    }

    /** A line as numbers; {@code outputTokens} is 0 for a failed request. */
    record Row(double seconds, int promptTokens, int outputTokens) {
        boolean failed() {
            return outputTokens == 0;
        }
    }

    static TraceColumns of(Path file, String line) throws MalformedTraceException {
        String header = line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line;
        List<String> names = List.of(header.strip().split(",", -1));
        for (Format format : Format.values()) {
            if (names.containsAll(format.columns())) {
                return new TraceColumns(format, names, file);
            }
        }
        throw new MalformedTraceException(
                file,
                1,
                "header is '" + header + "', must have the columns " + Format.OWN.columns() + " or "
                        + Format.BURST_GPT.columns());
    }

    Row row(int number, String line, double before) throws MalformedTraceException {
        String[] fields = line.split(",", -1);
        if (fields.length != names.size()) {
            throw new MalformedTraceException(
                    file, number, "has " + fields.length + " fields, must have " + names.size() + ": '" + line + "'");
        }
        try {
            double seconds = seconds(fields[names.indexOf(format.timestamp)], before);
            int outputFrom = format == Format.BURST_GPT ? 0 : 1;
            int outputTokens = tokens(format.output, fields[names.indexOf(format.output)], outputFrom);
            // A failed request may have no prompt either.
            int promptFrom = outputTokens == 0 ? 0 : 1;
            int promptTokens = tokens(format.prompt, fields[names.indexOf(format.prompt)], promptFrom);
            return new Row(seconds, promptTokens, outputTokens);
        } catch (IllegalArgumentException e) {
            throw new MalformedTraceException(file, number, e.getMessage());
        }
    }

    private double seconds(String text, double before) {
        double value;
        try {
            value = Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(format.timestamp + " is '" + text + "', must be a number of seconds", e);
        }
        if (!Double.isFinite(value) || value < 0) {
            throw new IllegalArgumentException(format.timestamp + " is '" + text + "', must be finite and at least 0");
        }
        if (value < before) {
            throw new IllegalArgumentException(format.timestamp + " is " + value + ", before " + before
                    + " of the line above; sort the file by time");
        }
        return value;
    }

    private static int tokens(String field, String text, int fewest) {
        int value;
        try {
            value = Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(field + " is '" + text + "', must be a whole number", e);
        }
        if (value < fewest) {
            throw new IllegalArgumentException(field + " is " + value + ", must be at least " + fewest);
        }
        return value;
    }
}
