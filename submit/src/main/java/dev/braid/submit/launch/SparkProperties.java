package dev.braid.submit.launch;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Reads a file of Spark properties as {@code spark-submit} does. */
public final class SparkProperties {
    private SparkProperties() {}

    /** The entries that begin with {@code spark.}, sorted. */
    public static Map<String, String> read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("properties file " + file + " does not exist", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("properties file " + file + " cannot be read: " + e.getMessage(), e);
        }
        Map<String, String> entries = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (!name.startsWith("spark.")) {
                throw new IllegalArgumentException("properties file " + file + " has the key '" + name
                        + "', which Spark would ignore; keys begin with spark.");
            }
            entries.put(name, properties.getProperty(name).strip());
        }
        return entries;
    }
}
