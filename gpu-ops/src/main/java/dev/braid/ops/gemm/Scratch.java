package dev.braid.ops.gemm;

/** The blocks that one thread works on: a piece of the left operand (by rows and packed), pieces of panels of the right one, and the accumulators. */
final class Scratch {
    final float[] left = new float[Blocking.ROWS * Blocking.DEPTH];
    final float[] packed = new float[Blocking.ROWS * Blocking.DEPTH];
    final float[] slab = new float[Blocking.PIECE * FourPanelTile.PANELS * Blocking.PANEL];
    final float[] sums = new float[Blocking.ROWS * Blocking.ACCUMULATOR_STRIDE];
}
