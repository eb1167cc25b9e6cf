/**
 * What workers tell the driver while they run: mini-batches with their timelines, parts of checkpoints. One HTTP endpoint
 * in the driver, behind the job's secret; a worker never waits for it, except for the part of a checkpoint.
 */
package dev.braid.jobs.pipeline.progress;
