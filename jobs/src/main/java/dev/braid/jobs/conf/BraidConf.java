package dev.braid.jobs.conf;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The validated configuration of one job, read once from the {@code spark.braid.*} entries of Spark's properties.
 * Immutable; any thread.
 */
public final class BraidConf {
    private final Map<ConfKey<?>, Object> values;
    private final Map<String, String> entries;

    private BraidConf(Map<ConfKey<?>, Object> values, Map<String, String> entries) {
        this.values = values;
        this.entries = entries;
    }

    /**
     * Reads the entries that start with {@code spark.braid.}; others are Spark's and are not looked at.
     *
     * @throws ConfException for an unknown key, a value of the wrong form or out of its bound, or keys that contradict
     *     each other
     */
    public static BraidConf of(Map<String, String> properties) {
        Map<ConfKey<?>, Object> values = new HashMap<>();
        Map<String, String> entries = new TreeMap<>();
        new TreeMap<>(properties).forEach((name, text) -> {
            if (name.startsWith(ConfKey.PREFIX)) {
                ConfKey<?> key = known(name);
                values.put(key, key.parse(text));
                entries.put(name, text.strip());
            }
        });
        BraidConf conf = new BraidConf(Map.copyOf(values), Collections.unmodifiableMap(entries));
        Consistency.check(conf);
        return conf;
    }

    /**
     * The value of a key, or its default.
     *
     * @throws ConfException when the key has no default and is not set
     */
    public <T> T get(ConfKey<T> key) {
        return set(key).or(key::fallback)
                .orElseThrow(() -> new ConfException(key.name() + " is not set and has no default; set it to "
                        + key.type().words() + " (" + key.doc() + ")"));
    }

    /** What was set for a key; empty when its default holds. */
    @SuppressWarnings("unchecked")
    public <T> Optional<T> set(ConfKey<T> key) {
        // A value was put under its key only as that key parsed it.
        return Optional.ofNullable((T) values.get(key));
    }

    /** The {@code spark.braid.*} entries that were set, sorted by name; defaults are not among them. */
    public Map<String, String> entries() {
        return entries;
    }

    private static ConfKey<?> known(String name) {
        ConfKey<?> key = ConfKeys.all().get(name);
        if (key != null) {
            return key;
        }
        String hint = NearestKey.to(name, ConfKeys.all().keySet())
                .map(near -> "did you mean " + near + "?")
                .orElse("docs/configuration.md lists the keys that exist");
        throw new ConfException("unknown key " + name + "; " + hint);
    }
}
