/**
 * Graph-to-graph passes and the last one, which lowers graphs to a program: reverse mode
 * ({@link dev.braid.model.pass.Reverse}), removal of dead gradients ({@link dev.braid.model.pass.Prune}), lowering
 * ({@link dev.braid.model.pass.Lower}).
 */
package dev.braid.model.pass;
