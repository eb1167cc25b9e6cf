package dev.braid.dl4j.files;

import dev.braid.gpp.formats.GraphFileException;
import java.nio.file.Path;
import java.util.Set;

/** The configuration in a model file of DL4J: bounded, and its class names checked, before DL4J makes objects of it. */
public record ModelText(Kind kind, Container container, String json) {
    /** What it configures. */
    public enum Kind {
        /** A ComputationGraph. */
        GRAPH,
        /** A MultiLayerNetwork. */
        STACK
    }

    /** What the file is. */
    public enum Container {
        /** The configuration alone. */
        JSON,
        /** Of DL4J's ModelSerializer, with weights. */
        ZIP
    }

    /** @throws GraphFileException naming the file, the place, the value and what to do */
    public static ModelText read(Path path) {
        String file = path.toString();
        String text = ModelFile.configuration(path);
        Set<String> keys = ConfigurationScan.of(file, text).keys();
        Container container = ModelFile.container(path);
        if (keys.contains("vertices")) {
            return new ModelText(Kind.GRAPH, container, text);
        }
        if (keys.contains("confs")) {
            return new ModelText(Kind.STACK, container, text);
        }
        throw new GraphFileException(
                file + ": has the keys " + keys + ", but a ComputationGraphConfiguration of DL4J has "
                        + "\"vertices\" and a MultiLayerConfiguration \"confs\"");
    }
}
