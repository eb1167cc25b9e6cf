package dev.braid.gpp.formats;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Outcome;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * Writes and reads what a planner came to: an object with {@code planner}, {@code feasible}, {@code search_seconds} and
 * either {@code reason} or {@code time_per_sample}, {@code iteration_time} (seconds), {@code depth} and {@code stages}.
 *
 * <p>A stage has {@code id}, {@code operators} and {@code recomputed} (ids of the model), {@code devices}, {@code
 * micro_batch} (samples over all replicas), {@code interleave}, {@code in_flight} (samples), {@code successors} and
 * {@code memory_bytes} (of its fullest device). {@code memory_bytes} and {@code depth} follow from the rest and are not
 * read. A plan that was read has the right types and known operators; the rest is for the plan validator.
 */
public final class PlanJson {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private PlanJson() {}

    /**
     * What a file holds.
     *
     * @param figures without a plan only {@code searchSeconds} is written
     */
    public record Document(String planner, Outcome outcome, Figures figures) {}

    /** Seconds: per sample in the slowest stage, of one simulated mini-batch, and of the search. */
    public record Figures(double timePerSample, double iterationTime, double searchSeconds) {}

    public static void write(Document document, Problem problem, Path file) throws IOException {
        Files.writeString(file, text(document, problem));
    }

    /** The file's text. The plan must be valid for the problem. */
    public static String text(Document document, Problem problem) throws IOException {
        Figures figures = document.figures();
        ObjectNode root = MAPPER.createObjectNode();
        root.put("planner", document.planner());
        root.put("feasible", document.outcome() instanceof Outcome.Found);
        root.put("search_seconds", figures.searchSeconds());
        if (document.outcome() instanceof Outcome.Infeasible infeasible) {
            root.put("reason", infeasible.reason());
        }
        if (document.outcome() instanceof Outcome.Found found) {
            root.put("time_per_sample", figures.timePerSample());
            root.put("iteration_time", figures.iterationTime());
            root.put("depth", found.plan().depth());
            ArrayNode stages = root.putArray("stages");
            found.plan().stages().forEach(stage -> put(stages.addObject(), stage, problem));
        }
        return MAPPER.writeValueAsString(root) + "\n";
    }

    private static void put(ObjectNode node, Stage stage, Problem problem) {
        CostGraph graph = problem.graph();
        node.put("id", stage.id());
        ArrayNode operators = node.putArray("operators");
        stage.operators()
                .forEach(operator -> operators.add(graph.operator(operator).id()));
        ArrayNode recomputed = node.putArray("recomputed");
        stage.recomputed()
                .forEach(operator -> recomputed.add(graph.operator(operator).id()));
        stage.devices().forEach(node.putArray("devices")::add);
        node.put("micro_batch", stage.microBatch());
        node.put("interleave", stage.interleave());
        node.put("in_flight", stage.inFlight());
        stage.successors().forEach(node.putArray("successors")::add);
        node.put("memory_bytes", Plan.cost(problem, stage).memoryBytes(stage.inFlight()));
    }

    /** Throws {@link IOException} with file and field where something is missing, of a wrong type or not in the graph. */
    public static Document read(Path file, CostGraph graph) throws IOException {
        return parse(file.toString(), Files.readString(file), graph);
    }

    /**
     * The same of a text.
     *
     * @param name for messages
     */
    public static Document parse(String name, String json, CostGraph graph) throws IOException {
        try {
            return document(new PlanJsonNode("", MAPPER.readTree(json)), graph);
        } catch (IllegalArgumentException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    private static Document document(PlanJsonNode root, CostGraph graph) {
        String planner = root.field("planner").text();
        double searchSeconds = root.field("search_seconds").number();
        if (!root.field("feasible").flag()) {
            Outcome none = new Outcome.Infeasible(root.field("reason").text());
            return new Document(planner, none, new Figures(0, 0, searchSeconds));
        }
        Figures figures = new Figures(
                root.field("time_per_sample").number(),
                root.field("iteration_time").number(),
                searchSeconds);
        List<Stage> stages = root.field("stages").items(node -> stage(node, graph));
        return new Document(planner, new Outcome.Found(new Plan(planner, stages)), figures);
    }

    private static Stage stage(PlanJsonNode node, CostGraph graph) {
        Function<PlanJsonNode, Integer> operator = id -> id.operator(graph);
        List<Integer> recomputed =
                node.has("recomputed") ? node.field("recomputed").items(operator) : List.of();
        return new Stage(
                node.field("id").integer(),
                sorted(node.field("operators").items(operator)),
                sorted(recomputed),
                node.field("devices").items(PlanJsonNode::integer),
                node.field("micro_batch").integer(),
                node.has("interleave") ? node.field("interleave").integer() : 1,
                node.field("in_flight").integer(),
                sorted(node.field("successors").items(PlanJsonNode::integer)));
    }

    private static List<Integer> sorted(List<Integer> numbers) {
        return numbers.stream().sorted().toList();
    }
}
