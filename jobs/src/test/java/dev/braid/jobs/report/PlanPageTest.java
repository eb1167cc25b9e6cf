package dev.braid.jobs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.DeviceRates;
import dev.braid.gpp.cost.Edge;
import dev.braid.gpp.cost.Link;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.Topology;
import dev.braid.gpp.cost.Training;
import dev.braid.gpp.cost.Work;
import dev.braid.gpp.plan.InFlight;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.PlanValidator;
import dev.braid.gpp.plan.Stage;
import dev.braid.gpp.simulate.Schedule;
import dev.braid.gpp.simulate.Simulator;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class PlanPageTest {
    private static final int BRANCHES = 6;
    private static final double MIB = 1 << 20;

    @TempDir
    Path folder;

    /** Six branches of four layers that meet in two last ones, on 32 devices; ours, the same stages in a row, and few. */
    static PlanComparison sample() {
        Problem problem = problem();
        List<PlanComparison.Entry> entries = new ArrayList<>();
        entries.add(entry(problem, new Plan("graph", stages(problem, 8, false)), Schedule.SPLIT_BACKWARD));
        entries.add(entry(problem, new Plan("sequential", stages(problem, 8, true)), Schedule.WHOLE_BACKWARD));
        entries.add(entry(problem, new Plan("one <stage>", List.of(whole(problem))), Schedule.WHOLE_BACKWARD));
        List<PlanComparison.Missing> missing =
                List.of(new PlanComparison.Missing("piper", "15625 downsets & more, but the cap is 10000"));
        return new PlanComparison("A made-up model of 6 branches on 32 devices of 2 GiB.", problem, entries, missing);
    }

    private static PlanComparison.Entry entry(Problem problem, Plan plan, Schedule schedule) {
        PlanValidator.require(problem, plan);
        return new PlanComparison.Entry(
                plan.planner(), plan, Simulator.run(problem, plan, schedule).finished(), 0.0321);
    }

    private static Problem problem() {
        List<Operator> operators = new ArrayList<>();
        List<Edge> edges = new ArrayList<>();
        for (int branch = 0; branch < BRANCHES; branch++) {
            for (int layer = 0; layer < 4; layer++) {
                operators.add(layer("b" + branch + "l" + layer, 1e-3));
                String to = layer < 3 ? "b" + branch + "l" + (layer + 1) : "join";
                edges.add(new Edge("b" + branch + "l" + layer, to, MIB / 4));
            }
        }
        operators.add(layer("join", 2e-3));
        operators.add(layer("loss", 1.5e-3));
        edges.add(new Edge("join", "loss", MIB / 4));
        Topology topology = new Topology(
                32, 2048 * MIB, 8, new Link(100e9, 5e-6), new Link(12e9, 2e-5), new DeviceRates(1e14, 1e12, 0));
        return new Problem(new CostGraph(operators, edges), topology, new Training(256, 4));
    }

    private static Operator layer(String id, double seconds) {
        Work work = new Work.Measured(seconds);
        return new Operator(id, work, work, work, 16 * MIB, 4 * MIB);
    }

    /** Two stages of two devices for each branch, one of eight for the last layers; as a graph or in a row. */
    private static List<Stage> stages(Problem problem, int microBatch, boolean inARow) {
        CostGraph graph = problem.graph();
        List<Stage> stages = new ArrayList<>();
        for (int branch = 0; branch < BRANCHES; branch++) {
            for (int half = 0; half < 2; half++) {
                int id = stages.size();
                List<Integer> operators = List.of(
                        graph.number("b" + branch + "l" + 2 * half), graph.number("b" + branch + "l" + (2 * half + 1)));
                int next = half == 0 ? id + 1 : 2 * BRANCHES;
                List<Integer> successors = inARow && next != id + 1 ? List.of(id + 1, next) : List.of(next);
                stages.add(
                        new Stage(id, operators, List.of(), List.of(2 * id, 2 * id + 1), microBatch, 1, 0, successors));
            }
        }
        int last = stages.size();
        stages.add(new Stage(
                last, List.of(graph.number("join")), List.of(), List.of(24, 25, 26, 27), 16, 1, 0, List.of(last + 1)));
        stages.add(new Stage(
                last + 1, List.of(graph.number("loss")), List.of(), List.of(28, 29, 30, 31), 16, 1, 0, List.of()));
        return InFlight.fill(stages, problem.training().miniBatch());
    }

    private static Stage whole(Problem problem) {
        List<Integer> operators = new ArrayList<>();
        for (int i = 0; i < problem.graph().size(); i++) {
            operators.add(i);
        }
        List<Integer> devices = operators.subList(0, 16);
        return new Stage(0, operators, List.of(), devices, 16, 1, 16, List.of());
    }

    @Test
    void everyPlannerIsOnThePage() throws IOException {
        PlanComparison sample = sample();
        Path file = folder.resolve("plans.html");
        PlanPage.write(sample, file);
        String page = Files.readString(file);
        for (PlanComparison.Entry entry : sample.entries()) {
            String planner = Text.escape(entry.planner());
            assertEquals(3, count(page, "<h2>" + planner + "</h2>"), planner);
            assertEquals(1, count(page, "<td class='policy'>" + planner + "</td>"), planner);
        }
        assertTrue(page.contains("no plan: 15625 downsets &amp; more"), page);
        assertFalse(page.contains("one <stage>"));
        assertFalse(page.contains("{{"));
        assertFalse(page.contains("http"), "the page must need no network");
        assertFalse(page.contains("NaN") || page.contains("Infinity"));
    }

    @Test
    void drawingsAreWellFormedAndComplete() throws Exception {
        PlanComparison sample = sample();
        String page = PlanPage.render(sample);
        Matcher svg = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(page);
        int drawings = 0;
        while (svg.find()) {
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(svg.group())));
            drawings++;
        }
        assertEquals(1 + 3 * sample.entries().size(), drawings);
        assertEquals(14 + 14 + 1, count(page, "class='box'"));
        // Of the row only the first halves' edges and those to the last stages carry a tensor.
        assertEquals(BRANCHES - 1, count(page, "class='edge order'"));
    }

    @Test
    void aPlanAloneHasNoRival() throws IOException {
        PlanComparison sample = sample();
        PlanComparison alone =
                new PlanComparison("", sample.problem(), sample.entries().subList(0, 1), List.of());
        assertTrue(PlanPage.render(alone).contains("no rival has a plan"));
        assertThrows(
                IllegalArgumentException.class, () -> new PlanComparison("", sample.problem(), List.of(), List.of()));
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }
}
