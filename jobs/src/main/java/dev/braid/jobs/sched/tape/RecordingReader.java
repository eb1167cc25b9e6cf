package dev.braid.jobs.sched.tape;

import dev.braid.jobs.sched.KvPool;
import dev.braid.jobs.sched.SchedulerEvent;
import dev.braid.jobs.sched.SchedulerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/** Reads what a {@link RecordingWriter} wrote. A last line that a killed JVM left unfinished does not count. */
public final class RecordingReader {
    private static final int HEADER = 4;

    private final Path file;
    private final List<String> lines;

    private RecordingReader(Path file, List<String> lines) {
        this.file = file;
        this.lines = lines;
    }

    /** @throws IllegalArgumentException naming the line that is not what it must be */
    public static Recording read(Path file) throws IOException {
        String text = Files.readString(file);
        List<String> whole =
                text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        return new RecordingReader(file, whole).recording();
    }

    private Recording recording() {
        if (lines.isEmpty() || !lines.get(0).equals(RecordingFormat.VERSION)) {
            throw new IllegalArgumentException(file + " begins with '" + (lines.isEmpty() ? "" : lines.get(0))
                    + "', must begin with '" + RecordingFormat.VERSION
                    + "'; was it recorded by another version, or is it no recording?");
        }
        SchedulerSettings settings = header(1, RecordingFormat.SETTINGS, RecordingFormat::settings);
        KvPool pool = header(2, RecordingFormat.POOL, RecordingFormat::pool);
        List<Double> coefficients = header(3, RecordingFormat.LATENCY, RecordingReader::decimals);
        List<SchedulerEvent> events = new ArrayList<>();
        for (int i = HEADER; i < lines.size(); i++) {
            events.add(parsed(i, EventLines::of));
        }
        return new Recording(settings, pool, coefficients, events);
    }

    private <T> T header(int line, String word, Function<Words, T> read) {
        if (lines.size() <= line) {
            throw new IllegalArgumentException(
                    file + " has " + lines.size() + " lines, its header has " + HEADER + "; was it cut off?");
        }
        return parsed(line, text -> {
            Words words = new Words(text);
            if (!words.word().equals(word)) {
                throw new IllegalArgumentException("it must begin with " + word);
            }
            return read.apply(words);
        });
    }

    private <T> T parsed(int line, Function<String, T> parse) {
        try {
            return parse.apply(lines.get(line));
        } catch (IllegalArgumentException | NoSuchElementException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "line " + (line + 1) + " of " + file + " is '" + lines.get(line) + "': " + e.getMessage(), e);
        }
    }

    private static List<Double> decimals(Words words) {
        List<Double> decimals = new ArrayList<>();
        while (!words.isOver()) {
            decimals.add(words.decimal());
        }
        return decimals;
    }
}
