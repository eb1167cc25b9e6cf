/**
 * The training job of a graph pipeline, as the driver runs it: read the model, shard the table, profile, plan, train in
 * attempts that begin at the newest checkpoint, write the model and the report.
 */
package dev.braid.jobs.main.pipeline;
