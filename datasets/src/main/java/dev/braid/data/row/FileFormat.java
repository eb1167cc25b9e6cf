package dev.braid.data.row;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The file formats of datasets, known by the ending of the file's name. */
public enum FileFormat {
    /** One JSON object a line. */
    JSONL(".jsonl", ".ndjson"),
    /** One JSON list of objects, or objects one after another over any number of lines. */
    JSON(".json"),
    /** Comma-separated values in UTF-8 whose first line names the fields. */
    CSV(".csv"),
    PARQUET(".parquet");

    private final List<String> endings;

    FileFormat(String... endings) {
        this.endings = List.of(endings);
    }

    /** The format with this name, in any case. */
    public static FileFormat of(String name) {
        return Arrays.stream(values())
                .filter(format -> format.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "dataset format '" + name + "' is not known; use one of " + names()));
    }

    /** The format of a file by its name, of which a compression's ending ({@code .gz}, {@code .bz2}, {@code .zst}) is cut. */
    public static FileFormat ofFile(String file) {
        String name = file.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|bz2|zst|zstd|lz4|snappy|deflate)$", "");
        return Arrays.stream(values())
                .filter(format -> format.endings.stream().anyMatch(name::endsWith))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the format of " + file + " cannot be told from its name; name it (" + names() + ")"));
    }

    private static String names() {
        return Arrays.stream(values())
                .map(format -> format.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
