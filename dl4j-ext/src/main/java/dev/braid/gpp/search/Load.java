package dev.braid.gpp.search;

import dev.braid.gpp.cost.CutBytes;

/**
 * What a stage would carry: some ranges of positions, each some times over (isomorphic branches), and what crosses the
 * border. Mutable, so that a sweep over the runs of a chain needs only one.
 */
final class Load {
    final int[] from;
    final int[] to;
    final int[] times;
    double parameters;
    double saved;
    int edges;
    double inBytes;
    double outBytes;

    /** A load of one range, to be set. */
    Load() {
        this(1);
    }

    private Load(int pieces) {
        from = new int[pieces];
        to = new int[pieces];
        times = new int[pieces];
    }

    static Load of(Ground ground, Node node) {
        Load load = new Load();
        load.add(ground, 0, node, 1);
        return load;
    }

    /** Some branches of a fork: {@code times} of each of {@code nodes}. */
    static Load of(Ground ground, Node[] nodes, int[] times) {
        Load load = new Load(nodes.length);
        for (int i = 0; i < nodes.length; i++) {
            load.add(ground, i, nodes[i], times[i]);
        }
        return load;
    }

    private void add(Ground ground, int piece, Node node, int count) {
        from[piece] = node.from();
        to[piece] = node.to();
        times[piece] = count;
        CutBytes border = node.border();
        parameters += count * ground.parameters(node.from(), node.to());
        saved += count * ground.saved(node.from(), node.to());
        edges += count * (border.inEdges() + border.outEdges());
        inBytes += count * border.inBytes();
        outBytes += count * border.outBytes();
    }

    /** The children of a chain from {@code first} to before {@code end}. */
    void set(Ground ground, Node.Chain chain, Cuts cuts, int first, int end) {
        from[0] = chain.children().get(first).from();
        to[0] = chain.children().get(end - 1).to();
        times[0] = 1;
        parameters = ground.parameters(from[0], to[0]);
        saved = ground.saved(from[0], to[0]);
        edges = cuts.edges(first, end);
        inBytes = cuts.inBytes(first, end);
        outBytes = cuts.outBytes(first, end);
    }

    /** This load and the node that lies next to it. */
    Load followedBy(Ground ground, Node next) {
        Load load = of(ground, next);
        load.from[0] = from[0];
        load.parameters += parameters;
        load.saved += saved;
        load.edges += edges;
        load.inBytes += inBytes;
        load.outBytes += outBytes;
        return load;
    }

    double seconds(Share share) {
        double[] sums = share.seconds();
        double seconds = 0;
        for (int i = 0; i < from.length; i++) {
            seconds += times[i] * (sums[to[i]] - sums[from[i]]);
        }
        return seconds;
    }

    int operators() {
        int operators = 0;
        for (int i = 0; i < from.length; i++) {
            operators += times[i] * (to[i] - from[i]);
        }
        return operators;
    }
}
