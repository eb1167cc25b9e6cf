package dev.braid.ops.gemm;

/**
 * How a product's output is cut into tasks: blocks of rows, each against groups of panels.
 *
 * @param blockRows rows of every block but the last
 * @param groupPanels panels of every group but the last
 */
record Cut(int totalRows, int blockRows, int totalPanels, int groupPanels) {
    /** Tasks per thread to aim at, so that a thread that loses its core holds up little. */
    private static final int TASKS_PER_THREAD = 4;

    private static final int SMALLEST_GROUP = 4;

    static Cut of(int rows, int panels, int threads) {
        return of(rows, panels, threads, Blocking.GROUP);
    }

    /** @param most panels of a task */
    static Cut of(int rows, int panels, int threads, int most) {
        int blocks = Blocking.ceilDiv(rows, Blocking.ROWS);
        int even = Blocking.ceilDiv(rows, blocks);
        int blockRows = Blocking.ceilDiv(even, Blocking.TILE) * Blocking.TILE;
        int fair = Blocking.ceilDiv(blocks * panels, threads * TASKS_PER_THREAD);
        int group = Math.max(SMALLEST_GROUP, Math.min(most, fair));
        return new Cut(rows, blockRows, panels, group);
    }

    int tasks() {
        return blocks() * Blocking.ceilDiv(totalPanels, groupPanels);
    }

    int firstRow(int task) {
        return task % blocks() * blockRows;
    }

    int rows(int task) {
        return Math.min(blockRows, totalRows - firstRow(task));
    }

    int firstPanel(int task) {
        return task / blocks() * groupPanels;
    }

    int panels(int task) {
        return Math.min(groupPanels, totalPanels - firstPanel(task));
    }

    private int blocks() {
        return Blocking.ceilDiv(totalRows, blockRows);
    }
}
