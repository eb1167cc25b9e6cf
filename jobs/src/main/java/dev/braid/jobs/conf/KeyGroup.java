package dev.braid.jobs.conf;

import java.util.List;

/** The keys of one part of the system, in the order in which the reference shows them. */
public record KeyGroup(String title, String intro, List<ConfKey<?>> keys) {
    public KeyGroup {
        keys = List.copyOf(keys);
    }
}
