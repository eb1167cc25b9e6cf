/**
 * From options to a report: {@link dev.braid.jobs.bench.Simulation} plays loads on fleets of emulated devices under many
 * policies and sets them side by side, {@link dev.braid.jobs.bench.Replay} sends a trace to a server that runs. Uses
 * simulation, client and report; knows nothing of Spark.
 */
package dev.braid.jobs.bench;
