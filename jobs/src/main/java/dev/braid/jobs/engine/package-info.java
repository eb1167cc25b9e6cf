/**
 * The co-serving engine of one device: one loop, one owner of all mutable state. Others reach it through
 * {@link dev.braid.jobs.engine.InferenceService} and {@link dev.braid.jobs.engine.TrainingService}, which put messages
 * into its mailbox. Sees the model only through its step runner; no Spark here.
 */
package dev.braid.jobs.engine;
