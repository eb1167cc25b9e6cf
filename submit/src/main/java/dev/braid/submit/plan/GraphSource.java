package dev.braid.submit.plan;

import dev.braid.dl4j.Dl4jGraphFile;
import dev.braid.dl4j.profile.Profiling;
import dev.braid.gpp.formats.BraidGraph;
import dev.braid.gpp.formats.GraphFile;
import dev.braid.gpp.zoo.Zoo;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A graph as the command line names it: a file of any format, a model of DL4J among them, or a model of the zoo.
 *
 * @param name as it was given
 * @param assumptions a sentence for each operator whose costs are a guess
 */
public record GraphSource(String name, GraphFile file, List<String> assumptions) {
    private static final int WARM_UPS = 3;
    private static final int RUNS = 10;

    /**
     * Reads it.
     *
     * @param inputs types of the inputs of a DL4J model by name, where its layers do not tell them
     * @param measured samples with which the vertices of a DL4J model are measured on this machine; counted without
     */
    public static GraphSource read(
            String name, Map<String, String> inputs, Optional<Integer> measured, LongSupplier nanoTime) {
        if (name.startsWith(Zoo.PREFIX)) {
            requireUnused(name, inputs, measured);
            return new GraphSource(
                    name, new BraidGraph(Zoo.graph(name), Optional.empty(), Optional.empty()), List.of());
        }
        Path path = Path.of(name);
        if (Files.isRegularFile(path) && Dl4jGraphFile.looksLikeDl4j(head(path))) {
            Dl4jGraphFile model = measured.map(samples ->
                            Dl4jGraphFile.measure(path, inputs, new Profiling(samples, WARM_UPS, RUNS), nanoTime))
                    .orElseGet(() -> Dl4jGraphFile.read(path, inputs));
            return new GraphSource(name, model.braid(), model.assumptions());
        }
        requireUnused(name, inputs, measured);
        return new GraphSource(name, GraphFile.read(path), List.of());
    }

    private static void requireUnused(String name, Map<String, String> inputs, Optional<Integer> measured) {
        if (!inputs.isEmpty() || measured.isPresent()) {
            String option = inputs.isEmpty() ? "--measure" : "--input";
            throw new IllegalArgumentException(
                    option + " is for models of DL4J, but " + name + " is none; leave it out");
        }
    }

    private static byte[] head(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(Dl4jGraphFile.HEAD_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }
}
