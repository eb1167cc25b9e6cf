/**
 * Braid on Spark: the plugin that gives every executor an engine and a sidecar, the job that runs a step's leases as
 * tasks, what travels between them. Reads configuration and hands validated records down. With {@code jobs.main} the
 * only package here that sees Spark.
 */
package dev.braid.jobs.spark;
