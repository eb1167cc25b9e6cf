package dev.braid.jobs.sched;

/**
 * A request as the scheduler knows it: integers only.
 *
 * @param id names it from now on
 * @param promptTokens tokens that are known
 * @param maxTokens most tokens that come out
 * @param priority a request of a lower value goes first, as if it had arrived a second earlier for each unit
 */
public record RequestSpec(long id, int promptTokens, int maxTokens, Slo slo, int priority) {
    /** Bound of {@code priority} on either side: no request may be put off for ever. */
    public static final int MOST_PRIORITY = 60;

    public RequestSpec {
        if (promptTokens < 1 || maxTokens < 1) {
            throw new IllegalArgumentException("request " + id + " has " + promptTokens + " prompt tokens and asks for "
                    + maxTokens + ", must be at least 1 each");
        }
        if (Math.abs(priority) > MOST_PRIORITY) {
            throw new IllegalArgumentException("request " + id + " has priority " + priority + ", must be from -"
                    + MOST_PRIORITY + " to " + MOST_PRIORITY);
        }
    }

    /** Tokens that it has at most. */
    public int capacity() {
        return promptTokens + maxTokens;
    }
}
