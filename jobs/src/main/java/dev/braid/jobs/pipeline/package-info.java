/**
 * The runtime of a graph pipeline: a stage worker per device carries out its stage's actions, fed by links from the
 * workers before and behind it. Knows stages by {@code dev.braid.stage} and plans by {@code dev.braid.gpp}, no layers and
 * no Spark.
 */
package dev.braid.jobs.pipeline;
