package dev.braid.dl4j.files;

/** What went wrong inside DL4J, in one line. */
public final class Causes {
    private static final int MOST = 300;

    private Causes() {}

    /** The innermost cause's first line, cut to a length that fits a message. */
    public static String first(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String line = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        String said = line.isBlank() || "null".equals(line) ? cause.getClass().getSimpleName() : line;
        return said.length() > MOST ? said.substring(0, MOST) + "..." : said;
    }
}
