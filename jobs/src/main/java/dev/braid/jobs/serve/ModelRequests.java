package dev.braid.jobs.serve;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How many answers of each model wait or run, by the model's name without its version. Thread-safe. */
final class ModelRequests {
    /** Where an answer is that has not ended. */
    enum Phase {
        WAITING,
        RUNNING
    }

    private final Map<Phase, Map<String, Integer>> counts = new EnumMap<>(Phase.class);

    ModelRequests() {
        for (Phase phase : Phase.values()) {
            counts.put(phase, new TreeMap<>());
        }
    }

    /** An answer's place among those that have not ended. Used by one thread at a time. */
    final class Place {
        private final String name;
        private Phase phase = Phase.WAITING;

        private Place(String name) {
            this.name = name;
        }

        /** It has left the queue. */
        void run() {
            synchronized (ModelRequests.this) {
                change(name, phase, -1);
                phase = Phase.RUNNING;
                change(name, phase, 1);
            }
        }

        /** It has ended; called once. */
        void close() {
            change(name, phase, -1);
        }
    }

    /** @param model as the request names it, perhaps {@code name@step} */
    Place enter(String model) {
        String name = model.contains("@") ? model.substring(0, model.indexOf('@')) : model;
        change(name, Phase.WAITING, 1);
        return new Place(name);
    }

    private synchronized void change(String name, Phase phase, int by) {
        counts.get(phase).merge(name, by, (was, change) -> was + change == 0 ? null : was + change);
    }

    /** Models with an answer in this phase, sorted. */
    synchronized List<String> names(Phase phase) {
        return List.copyOf(counts.get(phase).keySet());
    }
}
