package dev.braid.submit.plan;

import java.util.Optional;

/**
 * What the command line says about devices and training; it goes before machine and graph file.
 *
 * @param memory bytes of one device
 * @param bandwidth bytes per second, in a node
 * @param latency seconds, in a node
 * @param batch samples of a mini-batch
 */
public record Overrides(
        Optional<Integer> devices,
        Optional<Double> memory,
        Optional<Integer> devicesPerNode,
        Optional<Double> bandwidth,
        Optional<Double> latency,
        Optional<Double> bandwidthBetween,
        Optional<Double> latencyBetween,
        Optional<Double> flops,
        Optional<Double> memoryBandwidth,
        Optional<Double> launch,
        Optional<Integer> batch,
        Optional<Double> stateFactor) {}
