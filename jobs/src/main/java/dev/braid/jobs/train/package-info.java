/**
 * The training loop of the driver: which sequences a step trains on, how its gradient changes the parameters, what is
 * saved. Knows leases and how to have them run ({@link dev.braid.jobs.train.LeaseRunner}), not where: no Spark here. Where gradients become the next
 * version is behind {@link dev.braid.jobs.train.GradientExchange}.
 * {@link dev.braid.jobs.train.StepLoop} is the place to begin reading. Depends on {@code jobs.exchange}, {@code
 * jobs.engine} for the words of a lease, and gpu-ops for the update.
 */
package dev.braid.jobs.train;
