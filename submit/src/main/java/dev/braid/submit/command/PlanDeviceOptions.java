package dev.braid.submit.command;

import dev.braid.gpp.text.Quantity;
import dev.braid.submit.plan.Overrides;
import dev.braid.submit.plan.Units;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of {@code braid plan} that say devices and training, each before what machine and graph file say. */
final class PlanDeviceOptions {
    @Option(names = "--memory", paramLabel = "SIZE", description = "Of one device, such as 16GiB; 16GB is less.")
    private String memory;

    @Option(names = "--bandwidth", paramLabel = "RATE", description = "Of a link in a node, such as 25GiB/s.")
    private String bandwidth;

    @Option(names = "--latency", paramLabel = "TIME", description = "Of a transfer in a node, such as 5us. Default: 0.")
    private String latency;

    @Option(names = "--devices-per-node", paramLabel = "N", description = "Default: all devices are one node.")
    private Integer devicesPerNode;

    @Option(names = "--bandwidth-between", paramLabel = "RATE", description = "Between nodes. Default: as in a node.")
    private String bandwidthBetween;

    @Option(names = "--latency-between", paramLabel = "TIME", description = "Between nodes. Default: as in a node.")
    private String latencyBetween;

    @Option(names = "--flops", paramLabel = "RATE", description = "That kernels reach, such as 12TFLOPS.")
    private String flops;

    @Option(names = "--memory-bandwidth", paramLabel = "RATE", description = "Of a device's own memory.")
    private String memoryBandwidth;

    @Option(names = "--launch", paramLabel = "TIME", description = "What starting an operator costs. Default: 0.")
    private String launch;

    @Option(names = "--batch", paramLabel = "N", description = "Samples of a mini-batch.")
    private Integer batch;

    @Option(
            names = "--state-factor",
            paramLabel = "F",
            description = "Bytes kept per byte of parameters: weight, gradient, optimizer. Default: 4 (Adam).")
    private Double stateFactor;

    Overrides overrides(Optional<Integer> devices) {
        return new Overrides(
                devices,
                Units.parse("--memory", memory, Quantity.BYTES, "16GiB"),
                Optional.ofNullable(devicesPerNode),
                rate("--bandwidth", bandwidth),
                time("--latency", latency),
                rate("--bandwidth-between", bandwidthBetween),
                time("--latency-between", latencyBetween),
                Units.parse("--flops", flops, Quantity.OPERATIONS_PER_SECOND, "12TFLOPS"),
                rate("--memory-bandwidth", memoryBandwidth),
                time("--launch", launch),
                Optional.ofNullable(batch),
                Optional.ofNullable(stateFactor));
    }

    private static Optional<Double> rate(String option, String value) {
        return Units.parse(option, value, Quantity.BYTES_PER_SECOND, "25GiB/s");
    }

    private static Optional<Double> time(String option, String value) {
        return Units.parse(option, value, Quantity.SECONDS, "5us");
    }
}
