package dev.braid.gpp.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.series.Recognition;
import dev.braid.gpp.series.SeriesParallel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The inputs that Piper and PipeDream published, from a folder (system property {@code braid.graphs}). */
class PublishedGraphsTest {
    private static final Path FOLDER = Path.of(System.getProperty("braid.graphs", "../../shared/graphs"));

    @BeforeEach
    void needsTheFolder() {
        Assumptions.assumeTrue(
                Files.isDirectory(FOLDER),
                "skipped: no graphs at " + FOLDER.toAbsolutePath().normalize()
                        + "; name a folder by -Dbraid.graphs=DIR");
    }

    @Test
    void bert32IsSeriesParallel() {
        PiperInput input = assertInstanceOf(PiperInput.class, GraphFile.read(FOLDER.resolve("piper-bert32a100.json")));
        assertEquals(1920, input.mbsInBatch());
        assertEquals(8, input.nodes().get(3).configurations().lastKey());
        assertEquals(
                16777216.0,
                input.nodes().get(5).configurations().get(2).get(1).syncTimeFw().get(3));
        assertEquals(2, input.training().orElseThrow().stateFactor());
        CostGraph graph = input.graph();
        hasSize(37, 67, graph);
        assertEquals(176997120, graph.operator(graph.number("5")).parameterBytes());
        assertEquals(606478336, graph.operator(graph.number("5")).savedBytes());
        recognised(graph);
    }

    @Test
    void vgg16IsSeriesParallel() {
        CostGraph graph = pipedream("vgg16");
        hasSize(41, 41, graph);
        recognised(graph);
    }

    @Test
    void resnet50IsSeriesParallel() {
        CostGraph graph = pipedream("resnet50");
        hasSize(177, 193, graph);
        recognised(graph);
    }

    @Test
    void gnmtIsNot() {
        CostGraph graph = pipedream("gnmt");
        hasSize(48, 58, graph);
        assertInstanceOf(
                Recognition.Converted.class, SeriesParallel.decompose(graph).recognition());
        Operator lstm = graph.operator(graph.number("node7"));
        assertEquals(6291456 + 131072 + 131072, lstm.savedBytes());
        assertEquals(131072, graph.edgeBytes(graph.number("node7"), graph.number("node9")));
        assertEquals(0.003190, lstm.forward().seconds(1, null), 1e-9);
    }

    private static CostGraph pipedream(String name) {
        Path file = FOLDER.resolve("pipedream-" + name + ".graph.txt");
        return assertInstanceOf(PipeDreamProfile.class, GraphFile.read(file)).graph();
    }

    private static void hasSize(int operators, int edges, CostGraph graph) {
        assertEquals(operators, graph.size());
        assertEquals(edges, graph.edges().size());
    }

    private static void recognised(CostGraph graph) {
        assertEquals(
                new Recognition.IsSeriesParallel(),
                SeriesParallel.decompose(graph).recognition());
    }
}
