package dev.braid.jobs.conf;

import java.util.Optional;

/** The reference of all keys as Markdown; docs/configuration.md holds what this writes. */
public final class ConfReference {
    private static final String HEAD = """
            # Configuration

            Every key is a Spark property: in a file given with `--properties-file` (conf/ has complete ones), or with
            `--conf KEY=VALUE`. A key that does not exist is refused, with the nearest one that does; so is a value out
            of its bound. This page is written from the tables in `dev.braid.jobs.conf` and a test keeps it so.

            Sizes are written with their unit (`512k`, `4m`, `2g`; powers of 1024), durations too (`500ms`, `10s`,
            `2min`, `1h`), lists with commas. `none` switches an optional part off.
            """;

    private ConfReference() {}

    /** The whole page. */
    public static String markdown() {
        StringBuilder page = new StringBuilder(HEAD);
        for (KeyGroup group : ConfKeys.GROUPS) {
            page.append("\n## ")
                    .append(group.title())
                    .append("\n\n")
                    .append(group.intro())
                    .append("\n\n");
            page.append("| key | value | default | meaning |\n|---|---|---|---|\n");
            group.keys().forEach(key -> page.append(row(key)));
        }
        return page.toString();
    }

    private static <T> String row(ConfKey<T> key) {
        String bound = key.bound().words();
        String value = key.type().words() + (bound.isEmpty() ? "" : ", " + bound);
        Optional<String> fallback = key.printedFallback();
        return "| `" + key.name() + "` | " + value + " | "
                + fallback.map(text -> "`" + text + "`").orElse("must be set") + " | " + key.doc() + " |\n";
    }
}
