/**
 * Graph-to-graph passes and the last one, which lowers graphs to a program: reverse mode
 * ({@link dev.braid.model.pass.Reverse}), removal of dead gradients ({@link dev.braid.model.pass.Prune}), computing
 * again instead of saving ({@link dev.braid.model.pass.Rematerialise}), lowering ({@link dev.braid.model.pass.Lower}).
 *
 * <p>Backward rules read the least that they need: attention's gradient one number a head in place of probabilities,
 * dropout's gradient nothing, since its masks come from a counter. What can follow from less than a tensor (an embedding
 * from token ids) is an operator that is done again, so no pass of its own compresses.
 */
package dev.braid.model.pass;
