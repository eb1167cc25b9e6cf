package dev.braid.ops.gemm;

/** The blocks that one thread works on: a piece of the left operand, of the right one, and the accumulators. */
final class Scratch {
    final float[] left = new float[Blocking.ROWS * Blocking.DEPTH];
    final float[] right = new float[Blocking.DEPTH * Blocking.ACCUMULATOR_STRIDE];
    final float[] sums = new float[Blocking.ROWS * Blocking.ACCUMULATOR_STRIDE];
}
