package dev.braid.gpp.formats;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Topology;
import dev.braid.gpp.cost.Training;
import java.util.Optional;

/** A model in Braid's own format, with the devices and the training if the file says them. */
public record BraidGraph(CostGraph graph, Optional<Topology> devices, Optional<Training> training)
        implements GraphFile {
    /** The file's text; reading it gives an equal graph. */
    public String toJson() {
        return BraidWriter.write(this);
    }
}
