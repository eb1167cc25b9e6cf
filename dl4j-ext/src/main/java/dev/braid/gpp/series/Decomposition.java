package dev.braid.gpp.series;

import java.util.List;

/**
 * A graph's series-parallel tree, and what had to be added for it.
 *
 * @param added sorted; with the graph's own edges they give exactly the order of {@code tree}, and none can be left out
 */
public record Decomposition(SpTree tree, List<AddedEdge> added) {
    public Decomposition {
        added = List.copyOf(added);
    }

    public Recognition recognition() {
        return added.isEmpty() ? new Recognition.IsSeriesParallel() : new Recognition.Converted(added);
    }
}
