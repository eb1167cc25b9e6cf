package dev.braid.jobs.sched;

/**
 * The pool of keys and values that requests share.
 *
 * @param pages for requests and training
 * @param pageTokens tokens of a page
 * @param trainingPages of them, set aside so that requests and training never wait for each other's
 */
public record KvPool(int pages, int pageTokens, int trainingPages) {
    public KvPool {
        if (pages < 1 || pageTokens < 1 || trainingPages < 0 || trainingPages > pages) {
            throw new IllegalArgumentException("a KV pool of " + pages + " pages of " + pageTokens + " tokens, "
                    + trainingPages + " of them for training, must have at least 1 page of 1 token, and at most all "
                    + "for training");
        }
    }

    /** Pages that hold {@code tokens} tokens. */
    public int pagesFor(int tokens) {
        return (tokens + pageTokens - 1) / pageTokens;
    }
}
