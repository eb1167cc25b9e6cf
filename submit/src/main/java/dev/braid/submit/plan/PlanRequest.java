package dev.braid.submit.plan;

import dev.braid.gpp.compare.Machine;
import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.DeviceRates;
import dev.braid.gpp.cost.Link;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.Topology;
import dev.braid.gpp.cost.Training;
import dev.braid.gpp.cost.Work;
import dev.braid.gpp.formats.GraphFile;
import dev.braid.gpp.formats.PiperInput;
import dev.braid.gpp.rival.PipeDreamLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a plan is asked for: a graph, and devices and training from options, a machine and the graph file, in this order.
 */
public final class PlanRequest {
    private static final double ADAM = 4;
    /** Beyond them tables and simulations outgrow a machine's memory. */
    private static final int MOST_DEVICES = 4096;

    private static final int MOST_SAMPLES = 1 << 24;

    /** Measured times ask for no rates. */
    private static final DeviceRates ANY_RATES = new DeviceRates(1e12, 1e12, 0);

    private final GraphSource graph;
    private final GraphFile file;
    private final Optional<Machine> machine;
    private final Overrides given;

    public PlanRequest(GraphSource graph, Optional<Machine> machine, Overrides given) {
        this.graph = graph;
        this.machine = machine;
        this.given = given;
        file = graph.file();
        require("--devices-per-node", given.devicesPerNode(), Integer.MAX_VALUE);
        require("--batch", given.batch(), MOST_SAMPLES);
        boolean nodes = given.devicesPerNode().isPresent() || machine.isPresent();
        if (!nodes && given.bandwidthBetween().or(given::latencyBetween).isPresent()) {
            throw new IllegalArgumentException("--bandwidth-between and --latency-between need nodes; give"
                    + " --devices-per-node or --machine too");
        }
    }

    private static void require(String option, Optional<Integer> value, int most) {
        if (value.isPresent() && (value.get() < 1 || value.get() > most)) {
            throw new IllegalArgumentException(option + " is " + value.get() + ", must be at least 1"
                    + (most < Integer.MAX_VALUE ? " and at most " + most : ""));
        }
    }

    public GraphFile file() {
        return file;
    }

    /** For the shared costs. */
    public Problem problem() {
        return new Problem(file.graph(), topology(), training());
    }

    /** For Piper's own costs. */
    public PiperInput piper() {
        PiperInput input = (PiperInput) file;
        Topology topology = topology();
        return new PiperInput(
                topology.devices(),
                topology.memoryBytes(),
                topology.within(topology.devices()).bytesPerSecond(),
                given.batch().orElse(input.mbsInBatch()),
                input.nodes(),
                input.edges());
    }

    /** For PipeDream's own costs, which know no memory: machines in a node, then nodes. */
    public List<PipeDreamLevel> levels() {
        int devices = devices(machine.map(each -> each.topology(1)));
        double inNode = orElse(
                "--bandwidth",
                given.bandwidth(),
                machine.map(each -> each.inNode().bytesPerSecond()));
        int perNode = given.devicesPerNode()
                .or(() -> machine.map(Machine::devicesPerNode))
                .orElse(devices);
        if (perNode >= devices) {
            return List.of(new PipeDreamLevel(devices, inNode));
        }
        if (devices % perNode != 0) {
            throw new IllegalArgumentException("--devices is " + devices + ", must be a multiple of the " + perNode
                    + " devices of a node for pipedream's own costs");
        }
        double between = given.bandwidthBetween()
                .or(() -> machine.map(each -> each.betweenNodes().bytesPerSecond()))
                .orElse(inNode);
        return List.of(new PipeDreamLevel(perNode, inNode), new PipeDreamLevel(devices / perNode, between));
    }

    private Topology topology() {
        Optional<Topology> base = machine.map(each -> each.topology(1)).or(file::devices);
        int devices = devices(file.devices());
        boolean flat = machine.isEmpty()
                && base.map(each -> each.devicesPerNode() >= each.devices()).orElse(true);
        int perNode = given.devicesPerNode()
                .orElseGet(() -> flat ? devices : base.orElseThrow().devicesPerNode());
        Link inNode = link("--bandwidth", given.bandwidth(), given.latency(), base.map(Topology::inNode));
        Optional<Link> betweenBase = flat ? Optional.of(inNode) : base.map(Topology::betweenNodes);
        Link between = link("--bandwidth-between", given.bandwidthBetween(), given.latencyBetween(), betweenBase);
        double memory = orElse("--memory", given.memory(), base.map(Topology::memoryBytes));
        return new Topology(devices, memory, perNode, inNode, between, rates(base));
    }

    private int devices(Optional<Topology> base) {
        int devices = orElse("--devices", given.devices(), base.map(Topology::devices));
        require("--devices", Optional.of(devices), MOST_DEVICES);
        return devices;
    }

    private static Link link(String option, Optional<Double> bandwidth, Optional<Double> latency, Optional<Link> base) {
        return new Link(
                orElse(option, bandwidth, base.map(Link::bytesPerSecond)),
                latency.or(() -> base.map(Link::latencySeconds)).orElse(0.0));
    }

    private DeviceRates rates(Optional<Topology> base) {
        Optional<DeviceRates> known = base.map(Topology::rates);
        CostGraph graph = file instanceof PiperInput ? null : file.graph();
        boolean named = given.flops().isPresent() && given.memoryBandwidth().isPresent();
        if (known.isEmpty() && !named && graph != null) {
            counted(graph).ifPresent(operator -> {
                throw new IllegalArgumentException("--flops or --memory-bandwidth is missing, but the work of operator "
                        + operator.id() + " is counted; give both, such as --flops 14TFLOPS --memory-bandwidth 900GB/s,"
                        + " or --machine");
            });
        }
        DeviceRates rates = known.orElse(ANY_RATES);
        return new DeviceRates(
                given.flops().orElse(rates.flopsPerSecond()),
                given.memoryBandwidth().orElse(rates.memoryBytesPerSecond()),
                given.launch().orElse(rates.launchSeconds()));
    }

    private static Optional<Operator> counted(CostGraph graph) {
        return graph.operators().stream()
                .filter(operator -> Stream.of(operator.forward(), operator.inputGradient(), operator.weightGradient())
                        .anyMatch(Work.Counted.class::isInstance))
                .findFirst();
    }

    private Training training() {
        Optional<Training> base = file.training();
        return new Training(
                orElse("--batch", given.batch(), base.map(Training::miniBatch)),
                given.stateFactor().or(() -> base.map(Training::stateFactor)).orElse(ADAM));
    }

    private static <T> T orElse(String option, Optional<T> value, Optional<T> base) {
        return value.or(() -> base)
                .orElseThrow(() -> new IllegalArgumentException(
                        option + " is missing, and neither the graph nor a machine says it; give it"));
    }

    /** Model, devices and training in a sentence or two. */
    public String setting(Problem problem) {
        Topology topology = problem.topology();
        List<String> words = new ArrayList<>();
        words.add(graph.name() + " (" + problem.graph() + ")");
        words.add("on " + topology.devices() + (topology.devices() == 1 ? " device of " : " devices of ")
                + Units.bytes(topology.memoryBytes()));
        words.add("mini-batch " + problem.training().miniBatch());
        words.add(Units.bytes(topology.inNode().bytesPerSecond()) + "/s in a node of " + topology.devicesPerNode());
        if (topology.devices() > topology.devicesPerNode()) {
            words.add(Units.bytes(topology.betweenNodes().bytesPerSecond()) + "/s between nodes");
        }
        return String.join(", ", words)
                + machine.map(each -> " (" + each.name() + ")").orElse("")
                + graph.assumptions().stream().map(each -> "; " + each).collect(Collectors.joining());
    }
}
