package dev.braid.gpp.formats;

import static dev.braid.gpp.formats.BraidKeys.*;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.DeviceRates;
import dev.braid.gpp.cost.Link;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Topology;
import dev.braid.gpp.cost.Work;
import dev.braid.gpp.text.Quantity;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the devices of Braid's own format. */
final class DevicesReader {
    private final JsonValue value;
    private final CostGraph graph;

    DevicesReader(JsonValue value, CostGraph graph) {
        this.value = value.only(DEVICE);
        this.graph = graph;
    }

    Topology read() {
        return value.build(() -> {
            int count = value.get(COUNT).integer();
            Link inNode = new Link(
                    value.get(BANDWIDTH).quantity(Quantity.BYTES_PER_SECOND),
                    value.quantity(LATENCY, Quantity.SECONDS, 0));
            Link betweenNodes = new Link(
                    value.quantity(NODE_BANDWIDTH, Quantity.BYTES_PER_SECOND, inNode.bytesPerSecond()),
                    value.quantity(NODE_LATENCY, Quantity.SECONDS, inNode.latencySeconds()));
            return new Topology(
                    count,
                    value.get(MEMORY).quantity(Quantity.BYTES),
                    value.find(PER_NODE).map(JsonValue::integer).orElse(count),
                    inNode,
                    betweenNodes,
                    rates());
        });
    }

    /** Measured times ask for none; counted work means nothing without them. */
    private DeviceRates rates() {
        Optional<Operator> counted = graph.operators().stream()
                .filter(operator -> Stream.of(operator.forward(), operator.inputGradient(), operator.weightGradient())
                        .anyMatch(Work.Counted.class::isInstance))
                .findFirst();
        for (String key : new String[] {FLOPS_PER_SECOND, MEMORY_BANDWIDTH}) {
            if (counted.isPresent() && value.find(key).isEmpty()) {
                throw value.refuse("has no \"" + key + "\", which is needed because the work of operator "
                        + counted.get().id() + " is counted");
            }
        }
        return new DeviceRates(
                value.quantity(
                        FLOPS_PER_SECOND, Quantity.OPERATIONS_PER_SECOND, PiperConversion.RATES.flopsPerSecond()),
                value.quantity(
                        MEMORY_BANDWIDTH, Quantity.BYTES_PER_SECOND, PiperConversion.RATES.memoryBytesPerSecond()),
                value.quantity(LAUNCH, Quantity.SECONDS, 0));
    }
}
