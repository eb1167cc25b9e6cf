package dev.braid.jobs.trace;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Traces as CSV: the header {@code timestamp,prompt_tokens,output_tokens}, timestamps in seconds and ascending. The columns
 * of the public BurstGPT traces are read too ({@code Timestamp}, {@code Request tokens}, {@code Response tokens}). A trace read from a file ends with its last arrival.
 */
public final class TraceCsv {
    private TraceCsv() {}

    /**
     * What a file held.
     *
     * @param failedRequests rows left out because BurstGPT marks them as failed, with 0 response tokens
     */
    public record Contents(Trace trace, int failedRequests) {}

    /** A line of a trace that cannot be read. */
    public static final class MalformedTraceException extends IOException {
        private static final long serialVersionUID = 1L;

        MalformedTraceException(Path file, int line, String problem) {
            super(file + ", line " + line + ": " + problem);
        }
    }

    /** Reads a file in either format. */
    public static Contents read(Path file) throws IOException {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            String header = in.readLine();
            TraceColumns columns = TraceColumns.of(file, header == null ? "" : header);
            List<Arrival> arrivals = new ArrayList<>();
            int failed = 0;
            double before = 0;
            int number = 1;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                TraceColumns.Row row = columns.row(++number, line, before);
                before = row.seconds();
                if (row.failed()) {
                    failed++;
                } else {
                    arrivals.add(new Arrival(row.seconds(), row.promptTokens(), row.outputTokens()));
                }
            }
            return new Contents(new Trace(before, arrivals), failed);
        }
    }

    /** Writes {@code trace} so that {@link #read} gives the same arrivals. */
    public static void write(Trace trace, Path file) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            out.write(TraceColumns.OWN_HEADER + "\n");
            for (Arrival arrival : trace.arrivals()) {
                out.write(arrival.seconds() + "," + arrival.promptTokens() + "," + arrival.outputTokens() + "\n");
            }
        }
    }
}
