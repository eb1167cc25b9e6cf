package dev.braid.gpp.series;

import java.util.List;

/** Whether a graph was series-parallel to begin with. */
public sealed interface Recognition {
    /** The graph's own order has the shape. */
    record IsSeriesParallel() implements Recognition {}

    /** The order has the shape only with these edges: none of them follows from the graph and the others. */
    record Converted(List<AddedEdge> added) implements Recognition {
        public Converted {
            added = List.copyOf(added);
        }
    }
}
