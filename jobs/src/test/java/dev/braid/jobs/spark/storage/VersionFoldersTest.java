package dev.braid.jobs.spark.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VersionFoldersTest {
    @TempDir
    Path folder;

    /** Where the output folder is. */
    enum Place {
        HERE,
        /** On a file system that only Hadoop reaches. */
        THERE;

        String name(Path path) {
            return this == HERE ? path.toString() : "there:" + path;
        }
    }

    /** This machine's disk under a scheme of its own. */
    public static final class There extends RawLocalFileSystem {
        @Override
        public URI getUri() {
            return URI.create("there:///");
        }

        @Override
        public String getScheme() {
            return "there";
        }
    }

    private static Configuration hadoop() {
        Configuration hadoop = new Configuration();
        hadoop.set("fs.there.impl", There.class.getName());
        return hadoop;
    }

    private Optional<VersionFolders> at(Place place, Path path) {
        return VersionFolders.in(place.name(path), hadoop());
    }

    private VersionFolders finished(Place place, Path out) {
        write(out.resolve("adapter"));
        return at(place, out).orElseThrow();
    }

    private static void assertServed(Place place, Path expected, VersionFolders folders) {
        assertEquals(place.name(expected), folders.served().folder());
    }

    @ParameterizedTest
    @EnumSource
    void theResultIsServedUntilAVersionIsSelected(Place place) {
        Path out = folder.resolve("an output folder, 100%");
        VersionFolders folders = finished(place, out);
        keep(folders, 3, 2, 4, 6);
        assertServed(place, out.resolve("adapter"), folders);
        folders.select(4);
        assertServed(place, out.resolve("versions/4"), folders);
        assertEquals(4, folders.served().step());
        assertEquals("{}", folders.read(folders.served(), VersionFoldersTest::config));
        folders.selectResult();
        assertServed(place, out.resolve("adapter"), folders);
        assertEquals("{}", folders.read(folders.served(), VersionFoldersTest::config));
    }

    @ParameterizedTest
    @EnumSource
    void anAdaptersOwnFolderAndOneThatIsNotThereHaveNoVersions(Place place) {
        keep(finished(place, folder), 3, 2);
        assertEquals(Optional.empty(), at(place, folder.resolve("adapter")));
        assertEquals(Optional.empty(), at(place, folder.resolve("nowhere")));
        assertTrue(Files.notExists(folder.resolve("nowhere")));
    }

    @ParameterizedTest
    @EnumSource
    void theOldestGoButNeverTheSelectedOne(Place place) {
        VersionFolders folders = finished(place, folder);
        keep(folders, 2, 9, 10);
        folders.select(9);
        keep(folders, 2, 11, 100);
        assertEquals(List.of(9L, 11L, 100L), folders.steps());
    }

    @ParameterizedTest
    @EnumSource
    void aStepThatIsNotKeptIsRefusedByItsNumber(Place place) {
        VersionFolders folders = finished(place, folder);
        keep(folders, 3, 2, 4);
        Exception e = assertThrows(IllegalArgumentException.class, () -> folders.select(3));
        assertTrue(e.getMessage().contains("version 3") && e.getMessage().contains("[2, 4]"), e.getMessage());
        assertEquals(OptionalLong.empty(), folders.selected());
    }

    @ParameterizedTest
    @EnumSource
    void aVersionThatCouldNotBeWrittenIsNotThere(Place place) {
        VersionFolders folders = finished(place, folder);
        assertThrows(
                UncheckedIOException.class,
                () -> folders.keep(5, 2, version -> {
                    write(version);
                    throw new UncheckedIOException(new IOException("disk full"));
                }));
        assertEquals(List.of(), folders.steps());
        keep(folders, 2, 5);
        assertEquals(List.of(5L), folders.steps());
    }

    @ParameterizedTest
    @EnumSource
    void aJobThatBeginsAgainForgetsWhatWasAfterIt(Place place) {
        VersionFolders folders = finished(place, folder);
        keep(folders, 9, 2, 4, 6);
        folders.select(2);
        folders.beginAfter(4);
        assertEquals(List.of(2L, 4L), folders.steps());
        assertEquals(OptionalLong.empty(), folders.selected());
    }

    private static void keep(VersionFolders folders, int most, long... steps) {
        for (long step : steps) {
            folders.keep(step, most, VersionFoldersTest::write);
        }
    }

    private static void write(Path adapter) {
        try {
            Files.createDirectories(adapter);
            Files.writeString(adapter.resolve("adapter_config.json"), "{}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String config(Path adapter) {
        try {
            return Files.readString(adapter.resolve("adapter_config.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
