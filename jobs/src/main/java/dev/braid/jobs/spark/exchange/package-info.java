/**
 * Gradients that are exchanged among executors: every lease's gradient goes through Spark's shuffle in slices, each slice
 * is summed and applied on the executor that holds that slice of the parameters and the optimizer's moments. The driver
 * sees numbers only. {@link dev.braid.jobs.spark.exchange.ShuffleExchange} is the place to begin reading; what a lease
 * computes is brought by whoever builds it ({@link dev.braid.jobs.spark.exchange.LeaseWork}).
 */
package dev.braid.jobs.spark.exchange;
