package dev.braid.jobs.sched;

import dev.braid.jobs.sched.pages.KvPages;
import dev.braid.jobs.sched.pages.PageKey;
import dev.braid.jobs.sched.pages.PageKeys;

/** A request while it waits and runs: how far it has come, its pages and its deadlines. */
final class Request {
    private static final long PRIORITY_NANOS = 1_000_000_000L;
    /** Tokens are due a little before the target's time: what one late step costs cannot be made up for at the end. */
    private static final double PACE = 0.98;
    /** However far ahead a request is, its next token comes within so many times the target's time. */
    private static final double LONGEST_GAP = 1.5;

    private final RequestSpec spec;
    private final long arrived;
    private final int pageTokens;
    private PageKeys keys;
    private int[] pages = new int[0];
    private int pageCount;
    private int published;
    private int known;
    private int computed;
    private int reused;
    private int generated;
    private long firstTokenAt;

    Request(RequestSpec spec, long arrived, int pageTokens) {
        this.spec = spec;
        this.arrived = arrived;
        this.pageTokens = pageTokens;
        this.known = spec.promptTokens();
    }

    long id() {
        return spec.id();
    }

    RequestSpec spec() {
        return spec;
    }

    /** Where it stands in the queue: earlier goes first. An evicted request keeps its place. */
    long urgency() {
        return arrived + spec.slo().ttftNanos() + spec.priority() * PRIORITY_NANOS;
    }

    /** Tokens known: prompt and output. */
    int known() {
        return known;
    }

    /** Positions whose keys and values are in the pool. */
    int computed() {
        return computed;
    }

    /** Positions to compute before the next token comes out. */
    int pending() {
        return known - computed;
    }

    /** Whether one more row yields its next token; else it is in prefill. */
    boolean decodes() {
        return known - computed == 1 && generated > 0;
    }

    /** When its next token is due. */
    long due() {
        return generated == 0
                ? arrived + spec.slo().ttftNanos()
                : firstTokenAt + (long) (PACE * generated * spec.slo().tpotNanos());
    }

    /** How long a step may take that yields one of its tokens. */
    long budget(long now) {
        return Math.min(due() - now, (long) (LONGEST_GAP * spec.slo().tpotNanos()));
    }

    int[] pages() {
        return pages;
    }

    int pageCount() {
        return pageCount;
    }

    /** Prompt tokens that were found in the pool when it started last. */
    int reused() {
        return reused;
    }

    /** Adopts the known full pages that the pool still has, all but the last known token at most. */
    void adopt(KvPages pool, PageKeys ofTokens) {
        keys = ofTokens;
        if (pages.length == 0) {
            pages = new int[(spec.capacity() + pageTokens - 1) / pageTokens];
        }
        int full = (known - 1) / pageTokens;
        while (pageCount < full) {
            int page = pool.share(keys.key(pageCount));
            if (page < 0) {
                break;
            }
            add(page);
        }
        published = pageCount;
        computed = pageCount * pageTokens;
        reused = computed;
    }

    /** Pages that hold its known tokens and that it does not have yet. */
    int missingPages() {
        return (known + pageTokens - 1) / pageTokens - pageCount;
    }

    void add(int page) {
        pages[pageCount++] = page;
    }

    /** Positions up to {@code computed} are in the pool now; pages that are full become known to others. */
    void advance(int tokens, KvPages pool) {
        computed += tokens;
        while (published < computed / pageTokens) {
            PageKey key = keys.key(published);
            pool.publish(pages[published], key);
            published++;
        }
    }

    void token(long now) {
        known++;
        if (generated++ == 0) {
            firstTokenAt = now;
        }
    }

    /** Gives all pages back, the deepest first: a prefix is worth more the shorter it is. */
    void release(KvPages pool) {
        while (pageCount > 0) {
            pool.release(pages[--pageCount]);
        }
        published = 0;
        computed = 0;
    }
}
