package dev.braid.ops.attention;

import java.util.Arrays;

/**
 * How a batch's rows are cut into tiles of up to eight queries that read the same keys: consecutive positions of one
 * sequence times the heads of one key/value head. Reused from call to call; filled by one thread, then read by many.
 */
final class ForwardPlan {
    private int[] firstRow = new int[64];
    private int tiles;
    private int groupHeads;
    private int tileHeads;
    private int headTiles;
    private int kvHeads;
    private long multiplyAdds;

    /** Cuts the rows; refuses ids that do not exist. */
    void fill(PageTables tables, AttentionRows rows, KvShape shape, int heads) {
        kvHeads = shape.kvHeads();
        groupHeads = heads / kvHeads;
        headTiles = (groupHeads + TileProduct.ROWS - 1) / TileProduct.ROWS;
        tileHeads = (groupHeads + headTiles - 1) / headTiles;
        int most = TileProduct.ROWS / tileHeads;
        tiles = 0;
        multiplyAdds = 0;
        for (int r = 0; r < rows.count(); r++) {
            AttentionShapes.row(tables, rows, r);
            if (r == 0 || r - firstRow[tiles - 1] == most || !follows(rows, r)) {
                begin(r);
            }
            int keys = rows.position().get(r) - rows.firstKey().get(r) + 1;
            multiplyAdds += 2L * keys * heads * shape.headDim();
        }
        begin(rows.count());
        tiles--;
    }

    private static boolean follows(AttentionRows rows, int r) {
        return rows.slot().get(r) == rows.slot().get(r - 1)
                && rows.position().get(r) == rows.position().get(r - 1) + 1;
    }

    private void begin(int row) {
        if (tiles == firstRow.length) {
            firstRow = Arrays.copyOf(firstRow, 2 * tiles);
        }
        firstRow[tiles++] = row;
    }

    long multiplyAdds() {
        return multiplyAdds;
    }

    int tasks() {
        return tiles * kvHeads * headTiles;
    }

    // Later rows of a sequence see more keys: they are handed out first, so that no long task is left to the end.
    int firstRow(int task) {
        return firstRow[tiles - 1 - task / (kvHeads * headTiles)];
    }

    int rows(int task) {
        return firstRow[tiles - task / (kvHeads * headTiles)] - firstRow(task);
    }

    int kvHead(int task) {
        return task / headTiles % kvHeads;
    }

    int firstHead(int task) {
        return kvHead(task) * groupHeads + task % headTiles * tileHeads;
    }

    int heads(int task) {
        return Math.min(tileHeads, groupHeads - task % headTiles * tileHeads);
    }
}
