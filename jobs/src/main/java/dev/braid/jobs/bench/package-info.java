/**
 * What this machine makes of the kernels and of the engine: {@link dev.braid.jobs.bench.GemmRun},
 * {@link dev.braid.jobs.bench.DecodeRun} and {@link dev.braid.jobs.bench.FinetuneRun} measure, each beside the FMA peak
 * in the same run, and return a {@link dev.braid.jobs.bench.BenchReport}. Depends on the engine and below; the command
 * line alone depends on it.
 */
package dev.braid.jobs.bench;
