package dev.braid.model.pass;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * A directed network with whole capacities, cut between its source and its sink where the sum of the cut edges is
 * smallest. Found by augmenting along shortest paths, level by level (Dinic).
 */
final class MinimumCut {
    /** A capacity that no cut may take. */
    static final long UNCUTTABLE = Long.MAX_VALUE / 4;

    static final int SOURCE = 0;
    static final int SINK = 1;

    private record Edge(int to, int back) {}

    private final List<List<Integer>> leaving = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private final List<Long> capacities = new ArrayList<>();
    private long[] left;
    private int[] level;
    private int[] next;

    MinimumCut() {
        vertex();
        vertex();
    }

    /** The number of a new vertex. */
    int vertex() {
        leaving.add(new ArrayList<>());
        return leaving.size() - 1;
    }

    void edge(int from, int to, long capacity) {
        leaving.get(from).add(edges.size());
        edges.add(new Edge(to, edges.size() + 1));
        capacities.add(capacity);
        leaving.get(to).add(edges.size());
        edges.add(new Edge(from, edges.size() - 1));
        capacities.add(0L);
    }

    /** The fewest vertices that a smallest cut leaves on the side of the source. */
    BitSet sourceSide() {
        left = capacities.stream().mapToLong(Long::longValue).toArray();
        while (reachesSink()) {
            next = new int[leaving.size()];
            long flow;
            do {
                flow = augment();
            } while (flow > 0);
        }
        BitSet side = new BitSet();
        for (int v = 0; v < level.length; v++) {
            side.set(v, level[v] >= 0);
        }
        return side;
    }

    private boolean reachesSink() {
        level = new int[leaving.size()];
        Arrays.fill(level, -1);
        level[SOURCE] = 0;
        Deque<Integer> queue = new ArrayDeque<>(List.of(SOURCE));
        while (!queue.isEmpty()) {
            int from = queue.remove();
            for (int e : leaving.get(from)) {
                int to = edges.get(e).to();
                if (left[e] > 0 && level[to] < 0) {
                    level[to] = level[from] + 1;
                    queue.add(to);
                }
            }
        }
        return level[SINK] >= 0;
    }

    /** Sends what one path of the level graph carries; 0 when there is none left. */
    private long augment() {
        Deque<Integer> path = new ArrayDeque<>();
        int at = SOURCE;
        while (at != SINK) {
            int edge = nextEdge(at);
            if (edge >= 0) {
                path.push(edge);
                at = edges.get(edge).to();
            } else if (path.isEmpty()) {
                return 0;
            } else {
                int back = path.pop();
                at = edges.get(edges.get(back).back()).to();
                next[at]++;
            }
        }
        long flow = path.stream().mapToLong(e -> left[e]).min().orElse(0);
        for (int e : path) {
            left[e] -= flow;
            left[edges.get(e).back()] += flow;
        }
        return flow;
    }

    private int nextEdge(int from) {
        List<Integer> out = leaving.get(from);
        for (; next[from] < out.size(); next[from]++) {
            int e = out.get(next[from]);
            if (left[e] > 0 && level[edges.get(e).to()] == level[from] + 1) {
                return e;
            }
        }
        return -1;
    }
}
