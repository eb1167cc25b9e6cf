package dev.braid.jobs.sched;

/**
 * The pool of keys and values that requests share.
 *
 * @param pages for requests and training
 * @param pageTokens tokens of a page
 * @param trainingPages of them, for each lane of training: set aside, so that requests and training never wait for each
 *     other's
 * @param lanes training samples in flight at a time
 */
public record KvPool(int pages, int pageTokens, int trainingPages, int lanes) {
    public KvPool {
        if (pages < 1 || pageTokens < 1 || trainingPages < 0 || lanes < 1 || (long) lanes * trainingPages > pages) {
            throw new IllegalArgumentException("a KV pool of " + pages + " pages of " + pageTokens + " tokens, "
                    + trainingPages + " of them for each of " + lanes
                    + " training samples, must have at least 1 page of "
                    + "1 token, and at most all for training");
        }
    }

    /** Pages for requests. */
    public int requestPages() {
        return pages - lanes * trainingPages;
    }

    /** Pages that hold {@code tokens} tokens. */
    public int pagesFor(int tokens) {
        return (tokens + pageTokens - 1) / pageTokens;
    }
}
