/**
 * How the gradients of one optimizer step come together: contributions keyed by (step, leaf), summed in one fixed
 * binary tree over leaf numbers, each counted once. Depends on the JDK alone.
 */
package dev.braid.jobs.exchange;
