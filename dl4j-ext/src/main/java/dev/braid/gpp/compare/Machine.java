package dev.braid.gpp.compare;

import dev.braid.gpp.cost.DeviceRates;
import dev.braid.gpp.cost.Link;
import dev.braid.gpp.cost.Topology;
import dev.braid.gpp.text.Quantity;
import java.nio.file.Path;
import java.util.List;

/**
 * A kind of machine, with any number of devices.
 *
 * @param name of its file, without the ending
 * @param memoryBytes of one device
 */
public record Machine(
        String name, double memoryBytes, int devicesPerNode, Link inNode, Link betweenNodes, DeviceRates rates) {
    private static final List<String> KEYS = List.of(
            "memory",
            "per_node",
            "bandwidth",
            "latency",
            "bandwidth_between_nodes",
            "latency_between_nodes",
            "flops_per_second",
            "memory_bandwidth",
            "launch");

    /** @throws IllegalArgumentException naming the file, the key, the value and what it must be */
    public static Machine read(Path file) {
        Settings settings = Settings.read(file).only(KEYS::contains);
        String name = file.getFileName().toString().replaceAll("\\.conf$", "");
        return settings.build(() -> new Machine(
                name,
                settings.quantity("memory", Quantity.BYTES),
                settings.integer("per_node"),
                new Link(
                        settings.quantity("bandwidth", Quantity.BYTES_PER_SECOND),
                        settings.quantity("latency", Quantity.SECONDS)),
                new Link(
                        settings.quantity("bandwidth_between_nodes", Quantity.BYTES_PER_SECOND),
                        settings.quantity("latency_between_nodes", Quantity.SECONDS)),
                new DeviceRates(
                        settings.quantity("flops_per_second", Quantity.OPERATIONS_PER_SECOND),
                        settings.quantity("memory_bandwidth", Quantity.BYTES_PER_SECOND),
                        settings.quantity("launch", Quantity.SECONDS))));
    }

    public Topology topology(int devices) {
        return new Topology(devices, memoryBytes, devicesPerNode, inNode, betweenNodes, rates);
    }
}
