package dev.braid.gpp.rival;

import java.util.Arrays;
import java.util.Optional;

/**
 * All sets of a graph's nodes that hold every successor of their nodes. Number 0 is the empty set, the last is the whole
 * graph, and a set has a higher number than each of its subsets. The difference of two nested ones is convex, and every
 * convex set is such a difference.
 */
final class Downsets implements NestedSets {
    private final int words;
    private long[] bits;
    private int count = 1;

    private Downsets(int nodes) {
        words = (nodes + Long.SIZE - 1) / Long.SIZE;
        bits = new long[words * 64];
    }

    /**
     * Nothing when there are more than {@code limit}.
     *
     * @param order all nodes, successors before their predecessors
     */
    static Optional<Downsets> of(int[][] successors, int[] order, int limit) {
        Downsets sets = new Downsets(order.length);
        for (int node : order) {
            if (!sets.extend(node, successors[node], limit)) {
                return Optional.empty();
            }
        }
        sets.bits = Arrays.copyOf(sets.bits, sets.count * sets.words);
        return Optional.of(sets);
    }

    /** Each set so far that holds the node's successors gives one with the node: so none occurs twice. */
    private boolean extend(int node, int[] successors, int limit) {
        long[] needed = new long[words];
        for (int successor : successors) {
            needed[successor / Long.SIZE] |= 1L << successor;
        }
        int before = count;
        for (int set = 0; set < before; set++) {
            if (holds(set, needed)) {
                if (count == limit) {
                    return false;
                }
                append(set, node);
            }
        }
        return true;
    }

    private boolean holds(int set, long[] needed) {
        for (int w = 0; w < words; w++) {
            if ((needed[w] & ~bits[set * words + w]) != 0) {
                return false;
            }
        }
        return true;
    }

    private void append(int set, int node) {
        if ((count + 1) * words > bits.length) {
            bits = Arrays.copyOf(bits, bits.length * 2);
        }
        System.arraycopy(bits, set * words, bits, count * words, words);
        bits[count * words + node / Long.SIZE] |= 1L << node;
        count++;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public boolean nested(int subset, int set) {
        for (int w = 0; w < words; w++) {
            if ((bits[subset * words + w] & ~bits[set * words + w]) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int difference(int set, int subset, int[] nodes) {
        int size = 0;
        for (int w = 0; w < words; w++) {
            long rest = bits[set * words + w] & ~bits[subset * words + w];
            for (; rest != 0; rest &= rest - 1) {
                nodes[size++] = w * Long.SIZE + Long.numberOfTrailingZeros(rest);
            }
        }
        return size;
    }
}
