package dev.braid.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The policies that are compared unless some are named. */
public final class Policies {
    private static final List<String> SHARED = List.of(
            "co-serving",
            "training-first",
            "inference-only",
            "finetuning-only",
            "temporal-64",
            "temporal-128",
            "temporal-512",
            "dynamic-temporal",
            "spatial");

    private Policies() {}

    /** All that a fleet of this size can do: its devices shared in each way, then divided in each way. */
    public static List<String> all(int devices) {
        List<String> all = new ArrayList<>(SHARED);
        for (String training : List.of("", "+peft")) {
            IntStream.range(1, devices)
                    .mapToObj(serving -> "separate-" + serving + training)
                    .forEach(all::add);
        }
        return all;
    }
}
