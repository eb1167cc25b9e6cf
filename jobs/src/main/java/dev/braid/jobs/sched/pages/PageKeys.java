package dev.braid.jobs.sched.pages;

/** The keys of a sequence's full pages, asked for once their tokens are known. */
@FunctionalInterface
public interface PageKeys {
    PageKey key(int page);
}
