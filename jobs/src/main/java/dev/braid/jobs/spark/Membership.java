package dev.braid.jobs.spark;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The executors that have joined and not gone, and the first failure of one. Guards itself: Spark's threads tell it
 * what happens, the driver's thread asks.
 */
public final class Membership {
    /** Whether an application may still get executors. */
    enum Hope {
        SOME,
        NONE
    }

    /** Executors that end without having joined, before the application is given up. */
    private static final int EARLY_ENDS = 6;

    private final Map<String, ExecutorInfo> live = new LinkedHashMap<>();
    private int earlyEnds;
    private String failure;
    private Consumer<Set<URI>> listener = addresses -> {};

    /** Tells this one now and after every change which addresses there are. */
    public synchronized void onChange(Consumer<Set<URI>> listener) {
        this.listener = listener;
        listener.accept(addresses());
    }

    synchronized void join(ExecutorInfo executor) {
        live.put(executor.id(), executor);
        earlyEnds = 0;
        notifyAll();
        listener.accept(addresses());
    }

    synchronized void leave(String executor) {
        if (live.remove(executor) != null) {
            listener.accept(addresses());
        }
    }

    /** Spark has lost an executor, joined or not. */
    synchronized Hope gone(String executor, String reason) {
        if (live.containsKey(executor)) {
            leave(executor);
            return Hope.SOME;
        }
        earlyEnds++;
        if (earlyEnds < EARLY_ENDS) {
            return Hope.SOME;
        }
        fail(
                executor,
                "it was the " + earlyEnds + "th in a row that ended before it had an engine (" + reason
                        + "); the executors' own logs say why");
        return Hope.NONE;
    }

    synchronized void fail(String executor, String message) {
        if (failure == null) {
            failure = "executor " + executor + " could not start: " + message;
        }
        notifyAll();
    }

    /** Live executors, those that joined first first. */
    public synchronized List<ExecutorInfo> live() {
        return List.copyOf(live.values());
    }

    /** Base addresses of the live ones. */
    public synchronized Set<URI> addresses() {
        return live.values().stream().map(ExecutorInfo::address).collect(Collectors.toUnmodifiableSet());
    }

    /** Why an executor could not start, if one could not. */
    public synchronized Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * Waits for so many executors, or for the time to be over, whichever comes first; at least one must come.
     *
     * @param asked what the cluster was asked for, for the message
     * @throws ExecutorStartException when an executor fails to start
     * @throws ResourcesException when none comes
     */
    public synchronized List<ExecutorInfo> await(int executors, long millis, AskedResources asked)
            throws InterruptedException {
        long deadline = System.nanoTime() + millis * 1_000_000;
        while (failure == null && live.size() < executors) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        failure().ifPresent(message -> {
            throw new ExecutorStartException(message);
        });
        if (live.isEmpty()) {
            throw ResourcesException.noneCame(millis, asked);
        }
        return live();
    }
}
