package dev.braid.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.braid.jobs.adapter.VersionFolders;
import dev.braid.jobs.conf.ServeKeys;
import dev.braid.jobs.engine.EngineSpec;
import dev.braid.jobs.main.TestJobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedVersionTest {
    @TempDir
    Path folder;

    @Test
    void anOutputFolderIsServedAsTheVersionThatIsSelectedThenAndThatStaysForLaterExecutors() {
        Path out = folder.resolve("out");
        VersionFolders versions = new VersionFolders(out);
        write(out.resolve("adapter"));
        versions.keep(4, 5, ServedVersionTest::write);
        versions.select(4);
        SparkConf conf = new SparkConf(false)
                .set(
                        "spark.braid.model",
                        TestJobs.model(folder.resolve("model")).toString())
                .set(ServeKeys.ADAPTERS.name(), "mate=" + out);

        assertEquals(versions.folder(4), served(conf));
        SparkConf sent = LocalPaths.resolve(conf.clone());
        versions.selectResult();
        assertEquals(out.resolve("adapter"), served(conf));
        assertEquals(versions.folder(4), served(sent));
    }

    private static Path served(SparkConf conf) {
        EngineSpec spec = EngineSpecs.of(SparkProperties.braid(conf), JobMode.SERVE, 1);
        return spec.adapters().get(0).folder();
    }

    private static void write(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("adapter_config.json"), "{}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
