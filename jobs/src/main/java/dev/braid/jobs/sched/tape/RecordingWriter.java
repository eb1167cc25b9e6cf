package dev.braid.jobs.sched.tape;

import dev.braid.jobs.sched.KvPool;
import dev.braid.jobs.sched.SchedulerEvent;
import dev.braid.jobs.sched.SchedulerSettings;
import dev.braid.jobs.sched.Tape;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Writes a scheduler's events to a file as they happen, buffered; {@link RecordingReader} reads it. Where the file
 * cannot be written any more, as when the disk is full, that is logged once and the recording ends there: a step is not
 * to fail for it. Used by the scheduler's thread.
 */
public final class RecordingWriter implements Tape, AutoCloseable {
    /** What a JVM that is killed may lose, by the recorded clock. */
    private static final long FLUSH_NANOS = 1_000_000_000L;

    private final Path file;
    private final BufferedWriter out;
    private long flushed = Long.MIN_VALUE;
    private State state = State.WRITING;

    private enum State {
        WRITING,
        ENDED
    }

    private RecordingWriter(Path file, BufferedWriter out) {
        this.file = file;
        this.out = out;
    }

    /**
     * Makes the file, and its folder if need be; what was there is replaced.
     *
     * @throws UncheckedIOException naming the file that cannot be written
     */
    public static RecordingWriter open(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return new RecordingWriter(file, Files.newBufferedWriter(file));
        } catch (IOException e) {
            throw new UncheckedIOException("the scheduler's recording cannot be written to " + file + ": " + e, e);
        }
    }

    /**
     * Before the first event: what the scheduler begins with.
     *
     * @param coefficients of its latency function
     */
    public void begin(SchedulerSettings settings, KvPool pool, double[] coefficients) {
        write(RecordingFormat.VERSION);
        write(RecordingFormat.settings(settings));
        write(RecordingFormat.pool(pool));
        write(RecordingFormat.coefficients(Arrays.stream(coefficients).boxed().toList()));
    }

    @Override
    public void record(SchedulerEvent event) {
        write(EventLines.of(event));
        if (event instanceof SchedulerEvent.Completed completed && completed.now() - FLUSH_NANOS >= flushed) {
            flushed = completed.now();
            flush();
        }
    }

    private void write(String line) {
        if (state == State.ENDED) {
            return;
        }
        try {
            out.write(line);
            out.write('\n');
        } catch (IOException e) {
            end(e);
        }
    }

    private void flush() {
        if (state == State.ENDED) {
            return;
        }
        try {
            out.flush();
        } catch (IOException e) {
            end(e);
        }
    }

    private void end(IOException cause) {
        state = State.ENDED;
        System.getLogger(RecordingWriter.class.getName())
                .log(System.Logger.Level.ERROR, "the scheduler's recording in " + file + " ends here", cause);
    }

    @Override
    public void close() {
        State before = state;
        state = State.ENDED;
        try {
            out.close();
        } catch (IOException e) {
            if (before == State.WRITING) {
                end(e);
            }
        }
    }
}
