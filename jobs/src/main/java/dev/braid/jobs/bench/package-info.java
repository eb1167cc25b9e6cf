/**
 * From options to a report. What this machine makes of the kernels and of the engine:
 * {@link dev.braid.jobs.bench.GemmRun}, {@link dev.braid.jobs.bench.DecodeRun} and
 * {@link dev.braid.jobs.bench.FinetuneRun}, each beside the FMA peak of the same run, and
 * {@link dev.braid.jobs.bench.CoserveRun}, the policies of sharing it side by side. What others would:
 * {@link dev.braid.jobs.bench.Simulation} plays loads on fleets of emulated devices,
 * {@link dev.braid.jobs.bench.Replay} sends a trace to a server that runs. Uses the engine, simulation, client and
 * report; knows nothing of Spark.
 */
package dev.braid.jobs.bench;
