package dev.braid.gpp.formats;

import java.util.List;

/** The keys of Braid's own format, for its reader and its writer. */
final class BraidKeys {
    static final String OPERATORS = "operators";
    static final String EDGES = "edges";
    static final String DEVICES = "devices";
    static final String TRAINING = "training";
    static final List<String> FILE = List.of(OPERATORS, EDGES, DEVICES, TRAINING);

    static final String ID = "id";
    static final String FORWARD = "forward";
    static final String BACKWARD = "backward";
    static final String INPUT_GRADIENT = "input_gradient";
    static final String WEIGHT_GRADIENT = "weight_gradient";
    static final String PARAMETER_BYTES = "parameter_bytes";
    static final String SAVED_BYTES = "saved_bytes";
    static final List<String> OPERATOR =
            List.of(ID, FORWARD, BACKWARD, INPUT_GRADIENT, WEIGHT_GRADIENT, PARAMETER_BYTES, SAVED_BYTES);

    static final String FLOPS = "flops";
    static final String WEIGHT_BYTES = "weight_bytes";
    static final String BYTES = "bytes";
    static final List<String> COUNTS = List.of(FLOPS, WEIGHT_BYTES, BYTES);

    static final String SECONDS = "seconds";
    static final String LAUNCH = "launch";
    static final List<String> TIMES = List.of(SECONDS, LAUNCH);

    static final String FROM = "from";
    static final String TO = "to";
    static final List<String> EDGE = List.of(FROM, TO, BYTES);

    static final String COUNT = "count";
    static final String MEMORY = "memory";
    static final String PER_NODE = "per_node";
    static final String BANDWIDTH = "bandwidth";
    static final String LATENCY = "latency";
    static final String NODE_BANDWIDTH = "bandwidth_between_nodes";
    static final String NODE_LATENCY = "latency_between_nodes";
    static final String FLOPS_PER_SECOND = "flops_per_second";
    static final String MEMORY_BANDWIDTH = "memory_bandwidth";
    static final List<String> DEVICE = List.of(
            COUNT,
            MEMORY,
            PER_NODE,
            BANDWIDTH,
            LATENCY,
            NODE_BANDWIDTH,
            NODE_LATENCY,
            FLOPS_PER_SECOND,
            MEMORY_BANDWIDTH,
            LAUNCH);

    static final String MINI_BATCH = "mini_batch";
    static final String STATE_FACTOR = "state_factor";
    static final List<String> TRAIN = List.of(MINI_BATCH, STATE_FACTOR);

    private BraidKeys() {}
}
