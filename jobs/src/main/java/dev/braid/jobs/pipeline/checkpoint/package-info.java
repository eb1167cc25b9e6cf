/**
 * Checkpoints of a pipeline: a folder with a part for each stage and a manifest that is written last, by which the
 * checkpoint is there or is not. Parts hold parameters by name, so they can be read under another plan.
 */
package dev.braid.jobs.pipeline.checkpoint;
