package dev.braid.data.spark;

import dev.braid.data.row.FileFormat;
import dev.braid.data.row.RowShape;
import java.util.List;
import java.util.Optional;

/**
 * Where rows come from.
 *
 * @param paths files, folders (with all in them, names with {@code _} or {@code .} in front left out) or patterns, on
 *     anything that Hadoop reaches
 * @param format the format of all files; empty to tell by their names
 * @param shape the shape of all rows; empty to tell by their fields
 * @param maxQuarantineFraction the part of the rows that may be malformed, from 0 to 1
 */
public record RowSource(
        List<String> paths, Optional<FileFormat> format, Optional<RowShape> shape, double maxQuarantineFraction) {
    public static final double DEFAULT_MAX_QUARANTINE_FRACTION = 0.01;

    public RowSource {
        paths = List.copyOf(paths);
        if (paths.isEmpty()) {
            throw new IllegalArgumentException("dataset has no path; name at least one file or folder");
        }
        if (!(maxQuarantineFraction >= 0 && maxQuarantineFraction <= 1)) {
            throw new IllegalArgumentException(
                    "max quarantine fraction is " + maxQuarantineFraction + ", must be from 0 to 1");
        }
    }

    /** Everything told by names and fields, at most one row in a hundred malformed. */
    public static RowSource of(String... paths) {
        return new RowSource(List.of(paths), Optional.empty(), Optional.empty(), DEFAULT_MAX_QUARANTINE_FRACTION);
    }

    String label() {
        return String.join(", ", paths);
    }
}
