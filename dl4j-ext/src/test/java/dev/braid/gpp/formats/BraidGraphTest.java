package dev.braid.gpp.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.DeviceRates;
import dev.braid.gpp.cost.Edge;
import dev.braid.gpp.cost.Link;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Topology;
import dev.braid.gpp.cost.Training;
import dev.braid.gpp.cost.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BraidGraphTest {
    @TempDir
    private Path folder;

    @Test
    void readsUnitsPartsAndDefaults() throws IOException {
        BraidGraph file = read("""
                {"operators": [
                  {"id": "a", "forward": "2ms", "backward": 0.004, "parameter_bytes": "1MiB", "saved_bytes": "1MB"},
                  {"id": "b", "forward": {"flops": 4e9, "weight_bytes": "2KiB", "bytes": 8},
                   "backward": {"flops": 8e9}},
                  {"id": "c", "forward": 0, "input_gradient": 1}],
                 "edges": [{"from": "a", "to": "b", "bytes": "4KiB"}],
                 "devices": {"count": 8, "memory": "8GiB", "bandwidth": "25GiB/s", "latency": "5us",
                   "flops_per_second": "10TFLOPS", "memory_bandwidth": "900GB/s"},
                 "training": {"mini_batch": 64}}
                """);
        Operator a = file.graph().operator(0);
        assertEquals(new Work.Measured(0.002), a.inputGradient());
        assertEquals(new Work.Measured(0.002), a.weightGradient());
        assertEquals(1048576, a.parameterBytes());
        assertEquals(1e6, a.savedBytes());
        Operator b = file.graph().operator(1);
        assertEquals(new Work.Counted(4e9, 2048, 8), b.forward());
        assertEquals(new Work.Counted(8e9, 0, 0), b.inputGradient());
        assertEquals(Work.NONE, b.weightGradient());
        assertEquals(4096, file.graph().edgeBytes(0, 1));
        Link link = new Link(25.0 * (1 << 30), 5e-6);
        assertEquals(
                new Topology(8, 8.0 * (1L << 30), 8, link, link, new DeviceRates(1e13, 9e11, 0)),
                file.devices().orElseThrow());
        assertEquals(new Training(64, 4), file.training().orElseThrow());
    }

    @Test
    void aWrittenGraphReadsBackEqual() throws IOException {
        long seed = System.nanoTime();
        BraidGraph written = random(new Random(seed));
        BraidGraph read = read(written.toJson());
        assertEquals(written.graph().operators(), read.graph().operators(), "seed " + seed);
        assertEquals(written.graph().edges(), read.graph().edges(), "seed " + seed);
        assertEquals(written.devices(), read.devices(), "seed " + seed);
        assertEquals(written.training(), read.training(), "seed " + seed);
        assertEquals(written.toJson(), read.toJson(), "seed " + seed);
    }

    @Test
    void theExampleOfTheDocumentationIsRead() throws IOException {
        String page = Files.readString(Path.of("../docs/planner.md"));
        String example = page.substring(page.indexOf("```json") + 7);
        BraidGraph file = read(example.substring(0, example.indexOf("```")));
        assertEquals(2, file.graph().size());
        assertEquals(12.5e9, file.devices().orElseThrow().betweenNodes().bytesPerSecond());
    }

    private BraidGraph read(String json) throws IOException {
        Path file = folder.resolve("graph.txt");
        Files.writeString(file, json);
        return assertInstanceOf(BraidGraph.class, GraphFile.read(file));
    }

    private static BraidGraph random(Random random) {
        List<Operator> operators = new ArrayList<>();
        List<Edge> edges = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            operators.add(new Operator(
                    "op \"" + i + "\" \u00e9\n",
                    work(random),
                    work(random),
                    work(random),
                    random.nextInt(1 << 30),
                    random.nextDouble()));
            for (int from = 0; from < i; from++) {
                if (random.nextInt(4) == 0) {
                    edges.add(
                            new Edge(operators.get(from).id(), operators.get(i).id(), random.nextInt(9)));
                }
            }
        }
        Link link = new Link(1 + random.nextDouble(), random.nextDouble());
        DeviceRates rates = new DeviceRates(1e15 * random.nextDouble() + 1, 1e12, 1e-6);
        Topology devices = new Topology(1 + random.nextInt(9), 1e20 + 1, 1 + random.nextInt(9), link, link, rates);
        return new BraidGraph(
                new CostGraph(operators, edges),
                Optional.of(devices),
                random.nextBoolean() ? Optional.of(new Training(7, 1.5)) : Optional.empty());
    }

    private static Work work(Random random) {
        return random.nextBoolean()
                ? new Work.Counted(random.nextInt(1 << 30), random.nextDouble() * 1e-9, 1e17)
                : new Work.Measured(random.nextInt(2) * random.nextDouble(), random.nextInt(2) * random.nextDouble());
    }
}
