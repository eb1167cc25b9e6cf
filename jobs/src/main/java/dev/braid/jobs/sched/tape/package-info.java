/**
 * Recordings of a scheduler and their replay: the same events give the same plans. Depends on {@code sched} and the JDK
 * alone.
 */
package dev.braid.jobs.sched.tape;
