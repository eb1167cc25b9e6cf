package dev.braid.jobs.spark.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders on this machine's disk. */
final class LocalFolders {
    private LocalFolders() {}

    /** What is done by way of a folder. */
    interface Work<T> {
        T with(Path folder) throws IOException;
    }

    /** Does something in a new folder that is gone afterwards. */
    static <T> T temporary(Work<T> work) throws IOException {
        Path folder = Files.createTempDirectory("braid-");
        try {
            return work.with(folder);
        } finally {
            delete(folder);
        }
    }

    /** Removes a folder or a file with all below it, if it is there. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
