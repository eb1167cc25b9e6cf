package dev.braid.gpp.formats;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Topology;
import dev.braid.gpp.cost.Training;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A model in Braid's own format, with the devices and the training if the file says them. */
public record BraidGraph(CostGraph graph, Optional<Topology> devices, Optional<Training> training)
        implements GraphFile {
    /**
     * The graph of such a text.
     *
     * @param name for messages
     * @throws GraphFileException as {@link GraphFile#read} does
     */
    public static BraidGraph parse(String name, String json) {
        try {
            return BraidReader.read(
                    JsonValue.read(name, new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8))));
        } catch (IOException e) {
            throw new GraphFileException(name + ": cannot be read: " + e, e);
        }
    }

    /** The file's text; reading it gives an equal graph. */
    public String toJson() {
        return BraidWriter.write(this);
    }
}
