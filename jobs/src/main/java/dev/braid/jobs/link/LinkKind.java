package dev.braid.jobs.link;

/** What frames travel on. */
public enum LinkKind {
    /** Domain sockets on one host, TCP to others. */
    DOMAIN,
    TCP
}
