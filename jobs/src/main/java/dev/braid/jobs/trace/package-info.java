/**
 * When requests arrive and how long they are: {@link dev.braid.jobs.trace.Trace}, generated from arrival processes or
 * read from CSV. Depends on the JDK alone.
 */
package dev.braid.jobs.trace;
