package dev.braid.jobs.adapter;

/**
 * The identity of one immutable set of adapter weights: the adapter's name and the optimizer step that made it.
 * Written {@code name@step}; an adapter that was loaded from a folder has step 0.
 */
public record AdapterVersion(String name, long step) {
    public AdapterVersion {
        if (name.isBlank() || name.contains("@")) {
            throw new IllegalArgumentException("adapter name is '" + name + "', must not be blank or contain '@'");
        }
        if (step < 0) {
            throw new IllegalArgumentException("adapter step is " + step + ", must be at least 0");
        }
    }

    @Override
    public String toString() {
        return name + "@" + step;
    }
}
