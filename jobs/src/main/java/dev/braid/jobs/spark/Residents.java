package dev.braid.jobs.spark;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The objects that live in a JVM as long as an application does, by application: the executor's runtime, the driver's
 * side. Spark gives its tasks no way to reach what a plugin made, so this map is static, the only state of Braid that
 * is. Plugins put their object in when they start and take it out when they shut down, because executor JVMs (and the
 * one JVM of local mode) may outlive an application.
 */
final class Residents {
    private static final ConcurrentMap<Place, Object> BY_PLACE = new ConcurrentHashMap<>();

    private record Place(JobKey job, Class<?> type) {}

    private Residents() {}

    static <T> void settle(JobKey job, Class<T> type, T resident) {
        if (BY_PLACE.putIfAbsent(new Place(job, type), resident) != null) {
            throw new IllegalStateException("this JVM has a " + type.getSimpleName() + " of the application already");
        }
    }

    static <T> Optional<T> find(JobKey job, Class<T> type) {
        return Optional.ofNullable(type.cast(BY_PLACE.get(new Place(job, type))));
    }

    static <T> Optional<T> leave(JobKey job, Class<T> type) {
        return Optional.ofNullable(type.cast(BY_PLACE.remove(new Place(job, type))));
    }
}
