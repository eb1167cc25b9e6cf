/**
 * Graphs of DL4J as stages of a pipeline: a configuration cut along a plan, each piece a {@link
 * dev.braid.stage.StageReplica} that passes micro-batches forward and backward, and the parameters of the whole put
 * together again. Needs ND4J's backend.
 */
package dev.braid.dl4j.stage;
