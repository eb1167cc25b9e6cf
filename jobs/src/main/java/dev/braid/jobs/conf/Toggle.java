package dev.braid.jobs.conf;

/** Whether a part of the system takes part in a job; written {@code true} and {@code false} as everywhere in Spark. */
public enum Toggle {
    ENABLED,
    DISABLED;

    static Toggle parse(String text) {
        return switch (text) {
            case "true" -> ENABLED;
            case "false" -> DISABLED;
            default -> throw new IllegalArgumentException(text);
        };
    }

    String print() {
        return this == ENABLED ? "true" : "false";
    }
}
