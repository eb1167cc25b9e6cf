package dev.braid.gpp.formats;

import static dev.braid.gpp.formats.BraidKeys.*;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.gpp.cost.Edge;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Topology;
import dev.braid.gpp.cost.Training;
import dev.braid.gpp.cost.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Writes Braid's own JSON: a line for each operator and edge, numbers in full, zeros left out where they are implied. */
final class BraidWriter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final double EXACT = 1L << 53;

    private BraidWriter() {}

    static String write(BraidGraph file) {
        List<String> parts = new ArrayList<>();
        parts.add(list(OPERATORS, file.graph().operators(), BraidWriter::operator));
        parts.add(list(EDGES, file.graph().edges(), BraidWriter::edge));
        file.devices().ifPresent(devices -> parts.add("\"" + DEVICES + "\": " + devices(devices)));
        file.training().ifPresent(training -> parts.add("\"" + TRAINING + "\": " + training(training)));
        return "{\n" + String.join(",\n", parts) + "\n}\n";
    }

    private static <T> String list(String key, List<T> values, Function<T, ObjectNode> node) {
        List<String> lines =
                values.stream().map(value -> "  " + node.apply(value)).toList();
        return "\"" + key + "\": [\n" + String.join(",\n", lines) + "\n]";
    }

    private static ObjectNode operator(Operator operator) {
        ObjectNode node = NODES.objectNode().put(ID, operator.id());
        work(node, FORWARD, operator.forward());
        if (!operator.inputGradient().equals(Work.NONE)) {
            work(node, INPUT_GRADIENT, operator.inputGradient());
        }
        if (!operator.weightGradient().equals(Work.NONE)) {
            work(node, WEIGHT_GRADIENT, operator.weightGradient());
        }
        number(node, PARAMETER_BYTES, operator.parameterBytes());
        return number(node, SAVED_BYTES, operator.savedBytes());
    }

    private static void work(ObjectNode node, String key, Work work) {
        if (work instanceof Work.Counted counted) {
            ObjectNode counts = node.putObject(key);
            number(counts, FLOPS, counted.flopsPerSample());
            number(counts, WEIGHT_BYTES, counted.weightBytes());
            number(counts, BYTES, counted.bytesPerSample());
            return;
        }
        Work.Measured measured = (Work.Measured) work;
        if (measured.launchSeconds() == 0) {
            number(node, key, measured.secondsPerSample());
            return;
        }
        ObjectNode times = node.putObject(key);
        number(times, SECONDS, measured.secondsPerSample());
        number(times, LAUNCH, measured.launchSeconds());
    }

    private static ObjectNode edge(Edge edge) {
        return number(NODES.objectNode().put(FROM, edge.from()).put(TO, edge.to()), BYTES, edge.bytesPerSample());
    }

    private static ObjectNode devices(Topology devices) {
        ObjectNode node = NODES.objectNode().put(COUNT, devices.devices()).put(PER_NODE, devices.devicesPerNode());
        number(node, MEMORY, devices.memoryBytes());
        number(node, BANDWIDTH, devices.inNode().bytesPerSecond());
        number(node, LATENCY, devices.inNode().latencySeconds());
        number(node, NODE_BANDWIDTH, devices.betweenNodes().bytesPerSecond());
        number(node, NODE_LATENCY, devices.betweenNodes().latencySeconds());
        number(node, FLOPS_PER_SECOND, devices.rates().flopsPerSecond());
        number(node, MEMORY_BANDWIDTH, devices.rates().memoryBytesPerSecond());
        return number(node, LAUNCH, devices.rates().launchSeconds());
    }

    private static ObjectNode training(Training training) {
        return number(NODES.objectNode().put(MINI_BATCH, training.miniBatch()), STATE_FACTOR, training.stateFactor());
    }

    private static ObjectNode number(ObjectNode node, String key, double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < EXACT;
        return whole ? node.put(key, (long) value) : node.put(key, value);
    }
}
