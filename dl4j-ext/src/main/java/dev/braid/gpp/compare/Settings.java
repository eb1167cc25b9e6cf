package dev.braid.gpp.compare;

import dev.braid.gpp.text.Quantity;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A file of keys and values, one pair a line; what stands behind a # is a comment. Its errors name file, key and value. */
final class Settings {
    private static final long MOST_BYTES = 1 << 20;

    private final Path file;
    private final Properties values = new Properties();

    private Settings(Path file) {
        this.file = file;
    }

    static Settings read(Path file) {
        Settings settings = new Settings(file);
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                throw new IllegalArgumentException(file + " is no file of at most " + MOST_BYTES + " bytes");
            }
            try (Reader reader = Files.newBufferedReader(file)) {
                settings.values.load(reader);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e, e);
        }
        return settings;
    }

    /** Refuses every key that is not known. */
    Settings only(Predicate<String> known) {
        for (String key : new TreeSet<>(values.stringPropertyNames())) {
            if (!known.test(key)) {
                throw new IllegalArgumentException(file + ": the key " + key + " is not known; remove it");
            }
        }
        return this;
    }

    String text(String key) {
        String value = values.getProperty(key);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(file + ": " + key + " is missing");
        }
        return value.strip();
    }

    List<String> words(String key) {
        return Arrays.asList(text(key).split("\\s+"));
    }

    int integer(String key) {
        try {
            return Integer.parseInt(text(key));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(file + ": " + key + " is " + text(key) + ", must be a whole number", e);
        }
    }

    double quantity(String key, Quantity kind) {
        return build(() -> kind.parse(text(key)), key + ": ");
    }

    <T> T build(Supplier<T> value) {
        return build(value, "");
    }

    private <T> T build(Supplier<T> value, String where) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            String message = e.getMessage();
            boolean named = message.startsWith(file.toString());
            throw named ? e : new IllegalArgumentException(file + ": " + where + message, e);
        }
    }
}
