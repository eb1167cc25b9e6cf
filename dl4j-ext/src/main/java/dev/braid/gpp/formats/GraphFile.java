package dev.braid.gpp.formats;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Topology;
import dev.braid.gpp.cost.Training;
import java.nio.file.Path;
import java.util.Optional;

/** What a file says about a model: its graph, and the devices and the training where the format has them. */
public sealed interface GraphFile permits BraidGraph, PiperInput, PipeDreamProfile {
    /**
     * Reads a file of any known format; which one it is shows in its content.
     *
     * @throws GraphFileException naming the file, the line or JSON path, the value and what to do
     */
    static GraphFile read(Path file) {
        return GraphFileReader.read(file);
    }

    CostGraph graph();

    Optional<Topology> devices();

    Optional<Training> training();
}
