package dev.braid.jobs.sched.pages;

/**
 * The pages of a KV pool: each is held by some sequences, or cached (full, known by its {@link PageKey}, held by none,
 * given up oldest first), or free. Sequences that begin with the same tokens under the same weights hold the same
 * pages. Used by the engine's thread alone.
 */
public final class KvPages {
    private static final int NONE = -1;

    private final int[] holders;
    private final PageKey[] keys;
    private final int[] older;
    private final int[] newer;
    private final int[] free;
    private final KeyIndex byKey;
    private int freeCount;
    private int cachedCount;
    private int oldest = NONE;
    private int newest = NONE;

    public KvPages(int pages) {
        holders = new int[pages];
        keys = new PageKey[pages];
        byKey = new KeyIndex(keys);
        older = new int[pages];
        newer = new int[pages];
        free = new int[pages];
        for (int i = 0; i < pages; i++) {
            free[i] = pages - 1 - i;
        }
        freeCount = pages;
    }

    public int total() {
        return holders.length;
    }

    /** Pages that {@link #take} can give: free ones and cached ones. */
    public int available() {
        return freeCount + cachedCount;
    }

    /** Takes a page for one holder, whose content is then unknown; one must be available. */
    public int take() {
        int page;
        if (freeCount > 0) {
            page = free[--freeCount];
        } else if (cachedCount > 0) {
            page = oldest;
            unlink(page);
            forget(page);
        } else {
            throw new IllegalStateException("all " + total() + " pages are held");
        }
        holders[page] = 1;
        return page;
    }

    /** Adds a holder to the page with this key; returns it, or -1 when there is none. */
    public int share(PageKey key) {
        int page = byKey.find(key);
        if (page != NONE && holders[page]++ == 0) {
            unlink(page);
        }
        return page;
    }

    /** Makes a full page known by its key; where another page is known by it already that one stays. */
    public void publish(int page, PageKey key) {
        requireHeld(page);
        if (keys[page] == null && byKey.find(key) == NONE) {
            keys[page] = key;
            byKey.add(page);
        }
    }

    /** Takes one holder off a page. */
    public void release(int page) {
        requireHeld(page);
        if (--holders[page] > 0) {
            return;
        }
        if (keys[page] == null) {
            free[freeCount++] = page;
        } else {
            link(page);
        }
    }

    private void requireHeld(int page) {
        if (holders[page] == 0) {
            throw new IllegalArgumentException("page " + page + " is released or published but nobody holds it");
        }
    }

    private void forget(int page) {
        byKey.remove(page);
        keys[page] = null;
    }

    private void link(int page) {
        older[page] = newest;
        newer[page] = NONE;
        if (newest == NONE) {
            oldest = page;
        } else {
            newer[newest] = page;
        }
        newest = page;
        cachedCount++;
    }

    private void unlink(int page) {
        int before = older[page];
        int after = newer[page];
        if (before == NONE) {
            oldest = after;
        } else {
            newer[before] = after;
        }
        if (after == NONE) {
            newest = before;
        } else {
            older[after] = before;
        }
        cachedCount--;
    }

    /**
     * Checks that every page is in exactly one state.
     *
     * @param held sum of the pages that the holders count
     * @throws IllegalStateException naming what does not add up
     */
    public void check(long held) {
        long sum = 0;
        int unheld = 0;
        for (int count : holders) {
            sum += count;
            unheld += count == 0 ? 1 : 0;
        }
        int linked = 0;
        for (int page = oldest; page != NONE; page = newer[page]) {
            linked += holders[page] == 0 && keys[page] != null && byKey.find(keys[page]) == page ? 1 : total();
        }
        if (sum != held || unheld != available() || linked != cachedCount) {
            throw new IllegalStateException("of " + total() + " pages " + unheld + " are held by nobody, " + freeCount
                    + " are free, " + cachedCount + " cached, " + linked + " linked; holders are " + sum
                    + ", expected " + held);
        }
    }
}
