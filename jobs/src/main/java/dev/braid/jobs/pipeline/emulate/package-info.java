/**
 * Stages on devices that are not here: the real runtime, links and programs, with actions that take the planned time and
 * compute nothing. Frames carry one number a sample; what the payload would have taken is waited.
 */
package dev.braid.jobs.pipeline.emulate;
