package dev.braid.gpp.search;

/**
 * One size of micro-batch and the degrees that a stage may share it by.
 *
 * @param samples over all replicas
 * @param degrees ascending, none above the samples: a replica without a sample does nothing
 * @param shares what the busiest replica of each degree has
 */
record MicroBatch(int samples, int[] degrees, Share[] shares) {}
