/**
 * Graph-pipeline training on Spark: a barrier job brings the workers of an attempt together, one task for each device,
 * and each task is a worker until the attempt ends.
 */
package dev.braid.jobs.spark.pipeline;
