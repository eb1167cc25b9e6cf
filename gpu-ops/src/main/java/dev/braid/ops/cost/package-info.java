/**
 * What this machine can do and how much of it the kernels reach, measured in one run: {@link dev.braid.ops.cost.FmaPeak}
 * and {@link dev.braid.ops.cost.GemmBench}. Depends on the operations; nothing else here depends on it.
 */
package dev.braid.ops.cost;
