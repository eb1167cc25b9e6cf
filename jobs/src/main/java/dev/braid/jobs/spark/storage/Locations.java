package dev.braid.jobs.spark.storage;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Names of places: a URI with a scheme, or a path on this machine's disk. */
public final class Locations {
    private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:/.*");

    private Locations() {}

    /** Whether it is a URI. */
    public static boolean hasScheme(String location) {
        return SCHEME.matcher(location).matches();
    }

    /** A path made absolute, from this JVM's working directory; a URI stays. */
    public static String absolute(String location) {
        return hasScheme(location)
                ? location
                : Path.of(location).toAbsolutePath().normalize().toString();
    }

    /** As Hadoop understands it wherever its default file system is: with a scheme, nothing in it escaped. */
    static String qualified(String location) {
        return hasScheme(location) ? location : "file://" + absolute(location);
    }
}
