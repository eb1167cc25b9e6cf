package dev.braid.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.braid.jobs.conf.ServeKeys;
import dev.braid.jobs.engine.EngineSpec;
import dev.braid.jobs.spark.storage.VersionFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedVersionTest {
    @TempDir
    Path folder;

    @Test
    void anOutputFolderIsServedAsTheVersionThatIsSelectedWhenAnExecutorStartsAndIsFollowed() {
        Path out = folder.resolve("out");
        write(out.resolve("adapter"));
        VersionFolders versions =
                VersionFolders.in(out.toString(), new Configuration()).orElseThrow();
        versions.keep(4, 5, ServedVersionTest::write);
        versions.select(4);
        SparkConf sent = LocalPaths.resolve(new SparkConf(false).set(ServeKeys.ADAPTERS.name(), "mate=" + out));

        assertEquals(new EngineSpec.NamedAdapter("mate", out.resolve("versions/4"), 4, 2), served(sent));
        versions.selectResult();
        assertEquals(new EngineSpec.NamedAdapter("mate", out.resolve("adapter"), 0, 2), served(sent));
        assertEquals(Set.of("mate"), LocalCopies.of(sent).followed().keySet());
    }

    @Test
    void anAdaptersOwnFolderStaysWhatItIs() {
        write(folder.resolve("adapter"));
        SparkConf conf = new SparkConf(false).set(ServeKeys.ADAPTERS.name(), "mate=" + folder.resolve("adapter"));
        assertEquals(new EngineSpec.NamedAdapter("mate", folder.resolve("adapter")), served(conf));
        assertEquals(Set.of(), LocalCopies.of(conf).followed().keySet());
    }

    private static EngineSpec.NamedAdapter served(SparkConf conf) {
        return LocalCopies.of(conf).adapters().get(0);
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
