/** Optimizer updates of parameters from summed gradients. */
package dev.braid.ops.update;
