package dev.braid.jobs.conf;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All keys that exist. */
public final class ConfKeys {
    /** In the order of the reference. */
    public static final List<KeyGroup> GROUPS = List.of(
            JobKeys.GROUP,
            AdapterKeys.GROUP,
            DataKeys.GROUP,
            TrainKeys.GROUP,
            ServeKeys.GROUP,
            SchedulerKeys.GROUP,
            GatewayKeys.GROUP,
            EngineKeys.GROUP,
            PipelineKeys.GROUP);

    private static final Map<String, ConfKey<?>> BY_NAME = byName();

    private ConfKeys() {}

    /** Every key by its whole name, sorted; unmodifiable. */
    static Map<String, ConfKey<?>> all() {
        return BY_NAME;
    }

    private static Map<String, ConfKey<?>> byName() {
        return Collections.unmodifiableMap(GROUPS.stream()
                .flatMap(group -> group.keys().stream())
                .collect(Collectors.toMap(
                        ConfKey::name,
                        Function.identity(),
                        (a, b) -> {
                            throw new IllegalStateException("key " + a.name() + " is defined twice");
                        },
                        TreeMap::new)));
    }
}
