package dev.braid.submit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The assembled distribution, whose scripts tests run as processes of their own. */
record Distribution(Path folder) {
    static final Path HOME = Path.of(System.getProperty("braid.dist"));
    private static final int MINUTES = 3;

    record Ran(int exit, String out, String err) {}

    /** Runs a script to its end, in the folder of this test. */
    Ran run(String script, String... args) throws IOException, InterruptedException {
        Started started = start(script, args);
        if (!started.process().waitFor(MINUTES, TimeUnit.MINUTES)) {
            started.close();
            throw new IllegalStateException(script + " did not end; it said: " + Files.readString(started.err()));
        }
        return new Ran(started.process().exitValue(), Files.readString(started.out()), Files.readString(started.err()));
    }

    Started start(String script, String... args) throws IOException {
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        ProcessBuilder builder = new ProcessBuilder(
                Stream.concat(Stream.of(HOME.resolve("bin").resolve(script).toString()), Stream.of(args))
                        .toList());
        builder.directory(folder.toFile());
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        return new Started(builder.start(), out, err);
    }

    /** A script that runs. Closing ends it and what it started. */
    record Started(Process process, Path out, Path err) implements AutoCloseable {
        /** The first line of its standard output. */
        String awaitLine() throws IOException, InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
            while (System.nanoTime() < deadline && process.isAlive()) {
                List<String> lines = Files.readAllLines(out);
                if (!lines.isEmpty()) {
                    return lines.get(0);
                }
                Thread.sleep(100);
            }
            throw new IllegalStateException("nothing came on standard output; it said: " + Files.readString(err));
        }

        @Override
        public void close() throws InterruptedException {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        }
    }
}
