/**
 * How long steps take: the work of a step by kind ({@link dev.braid.jobs.sched.latency.StepLoad}) and functions of it.
 * Depends on the JDK alone.
 */
package dev.braid.jobs.sched.latency;
