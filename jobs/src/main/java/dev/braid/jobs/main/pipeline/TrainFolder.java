package dev.braid.jobs.main.pipeline;

import dev.braid.jobs.spark.storage.ResultFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/** Where a training job's results go, by what they are. */
record TrainFolder(ResultFolder folder) {
    private static final String MODEL = "model.zip";
    private static final String DECODER = "model";
    private static final String REPORT = "report.html";

    /** @param out a path or a URI; a path without a scheme is one of Hadoop's default file system, made absolute */
    static TrainFolder of(String out, Configuration hadoop) {
        return new TrainFolder(ResultFolder.of(out, hadoop));
    }

    /** The shards of the table. */
    String data() {
        return folder.name("data");
    }

    String checkpoints() {
        return folder.name("checkpoints");
    }

    String model() {
        return folder.name(MODEL);
    }

    /** In Hugging Face's layout. */
    String decoder() {
        return folder.name(DECODER);
    }

    String report() {
        return folder.name(REPORT);
    }

    /** A file of events for this run, beside those of earlier ones; no file system need be able to append. */
    OutputStream events() throws IOException {
        return folder.create("events", ".jsonl");
    }

    void writeModel(Consumer<Path> writer) {
        folder.write(MODEL, writer);
    }

    void writeDecoder(Consumer<Path> writer) {
        folder.writeFolder(DECODER, writer);
    }

    void writeReport(String html) {
        folder.write(REPORT, local -> {
            try {
                Files.writeString(local, html, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
