/**
 * Files of any file system that Hadoop knows: a checked cache of models and adapters, folders for results that appear
 * whole, a run's checkpoints, versions of an adapter.
 */
package dev.braid.jobs.spark.storage;
