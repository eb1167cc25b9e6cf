package dev.braid.jobs.trace;

import java.util.List;

/**
 * Requests by time of arrival, over a stretch of time that may go on after the last one.
 *
 * @param seconds length of the stretch, at least the time of the last arrival
 * @param arrivals in order of time
 */
public record Trace(double seconds, List<Arrival> arrivals) {
    public Trace {
        arrivals = List.copyOf(arrivals);
        if (!Double.isFinite(seconds) || seconds < 0) {
            throw new IllegalArgumentException("seconds is " + seconds + ", must be finite and at least 0");
        }
        double before = 0;
        for (int i = 0; i < arrivals.size(); i++) {
            double at = arrivals.get(i).seconds();
            if (at < before) {
                throw new IllegalArgumentException(
                        "arrival " + i + " is at " + at + " s, before its predecessor at " + before + " s");
            }
            before = at;
        }
        if (before > seconds) {
            throw new IllegalArgumentException(
                    "seconds is " + seconds + ", but the last arrival is at " + before + " s");
        }
    }

    public boolean isEmpty() {
        return arrivals.isEmpty();
    }

    /** Arrivals for each second of the stretch. */
    public double requestsPerSecond() {
        if (seconds == 0) {
            throw new IllegalStateException("a trace of 0 s has no rate; it has " + arrivals.size() + " arrivals");
        }
        return arrivals.size() / seconds;
    }

    public long promptTokens() {
        return arrivals.stream().mapToLong(Arrival::promptTokens).sum();
    }

    public long outputTokens() {
        return arrivals.stream().mapToLong(Arrival::outputTokens).sum();
    }

    /** The same requests, stretched or squeezed in time to the rate {@code requestsPerSecond}: bursts keep their shape. */
    public Trace scaledTo(double requestsPerSecond) {
        if (!Double.isFinite(requestsPerSecond) || requestsPerSecond <= 0) {
            throw new IllegalArgumentException(
                    "requestsPerSecond is " + requestsPerSecond + ", must be finite and above 0");
        }
        if (isEmpty()) {
            throw new IllegalStateException("a trace without arrivals cannot be scaled to a rate");
        }
        double factor = requestsPerSecond() / requestsPerSecond;
        // Multiplication is monotone, also rounded: order and end hold.
        return new Trace(
                seconds * factor,
                arrivals.stream()
                        .map(arrival -> arrival.at(arrival.seconds() * factor))
                        .toList());
    }

    /** The arrivals in {@code [from, from + length)}, moved so that the slice begins at 0. */
    public Trace slice(double from, double length) {
        if (!(from >= 0) || !(length > 0) || !(from + length <= seconds)) {
            throw new IllegalArgumentException("slice [" + from + ", " + (from + length)
                    + ") s is empty or reaches beyond the trace of " + seconds + " s");
        }
        return new Trace(
                length,
                arrivals.stream()
                        .filter(arrival -> arrival.seconds() >= from && arrival.seconds() < from + length)
                        .map(arrival -> arrival.at(Math.min(length, arrival.seconds() - from)))
                        .toList());
    }
}
