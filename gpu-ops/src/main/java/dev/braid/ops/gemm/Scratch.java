package dev.braid.ops.gemm;

/** The blocks that one thread works on: a piece of the left operand and the accumulators. */
final class Scratch {
    final float[] left = new float[Blocking.ROWS * Blocking.DEPTH];
    final float[] sums = new float[Blocking.ROWS * Blocking.ACCUMULATOR_STRIDE];
}
