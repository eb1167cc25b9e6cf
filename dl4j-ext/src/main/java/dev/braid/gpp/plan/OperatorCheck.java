package dev.braid.gpp.plan;

import dev.braid.gpp.cost.CostGraph;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** C1 and C2: the stages' operators and edges against the model's. Stages are named by their places. */
final class OperatorCheck {
    private static final int NOWHERE = -1;

    private final CostGraph graph;
    private final List<Stage> stages;
    private final List<Violation> violations;
    private final int[] stageOf;

    OperatorCheck(CostGraph graph, Plan plan, List<Violation> violations) {
        this.graph = graph;
        this.stages = plan.stages();
        this.violations = violations;
        this.stageOf = new int[graph.size()];
        Arrays.fill(stageOf, NOWHERE);
    }

    void run() {
        for (int place = 0; place < stages.size(); place++) {
            operators(place);
            successors(place);
        }
        for (int place = 0; place < stages.size(); place++) {
            recomputed(place);
            convex(place);
        }
        for (int operator = 0; operator < graph.size(); operator++) {
            if (stageOf[operator] == NOWHERE) {
                violations.add(new Violation.OperatorMissing(id(operator)));
            }
            edges(operator);
        }
    }

    private void operators(int place) {
        List<Integer> operators = stages.get(place).operators();
        if (operators.isEmpty()) {
            violations.add(new Violation.Empty(place, "operator"));
        }
        for (int operator : operators) {
            if (!known(operator)) {
                violations.add(new Violation.Unknown(place, "operator", operator, graph.size()));
            } else if (stageOf[operator] != NOWHERE) {
                violations.add(new Violation.Shared("operator " + id(operator), stageOf[operator], place));
            } else {
                stageOf[operator] = place;
            }
        }
    }

    private void successors(int place) {
        Stage stage = stages.get(place);
        if (stage.id() != place) {
            violations.add(new Violation.WrongId(place, stage.id()));
        }
        BitSet seen = new BitSet();
        for (int successor : stage.successors()) {
            if (successor < 0 || successor >= stages.size()) {
                violations.add(new Violation.Unknown(place, "successor", successor, stages.size()));
            } else if (successor <= place) {
                violations.add(new Violation.NotTopological(place, successor));
            } else if (seen.get(successor)) {
                violations.add(new Violation.Shared("successor " + successor, place, place));
            } else {
                seen.set(successor);
            }
        }
    }

    private void recomputed(int place) {
        BitSet seen = new BitSet();
        for (int operator : stages.get(place).recomputed()) {
            if (!known(operator)) {
                violations.add(new Violation.Unknown(place, "recomputed operator", operator, graph.size()));
            } else if (stageOf[operator] != place) {
                violations.add(new Violation.RecomputedElsewhere(place, id(operator)));
            } else if (seen.get(operator)) {
                violations.add(new Violation.Shared("recomputed operator " + id(operator), place, place));
            } else {
                seen.set(operator);
            }
        }
    }

    /** Operators are numbered in topological order, so one pass finds all that lie behind the stage. */
    private void convex(int place) {
        int[] throughOutside = new int[graph.size()];
        Arrays.fill(throughOutside, NOWHERE);
        for (int operator = 0; operator < graph.size(); operator++) {
            for (int before : graph.predecessors(operator)) {
                boolean leaves = stageOf[before] == place && stageOf[operator] != place;
                if (throughOutside[before] != NOWHERE) {
                    throughOutside[operator] = throughOutside[before];
                } else if (leaves && throughOutside[operator] == NOWHERE) {
                    throughOutside[operator] = operator;
                }
            }
            if (stageOf[operator] == place && throughOutside[operator] != NOWHERE) {
                violations.add(new Violation.NotConvex(place, id(throughOutside[operator])));
                return;
            }
        }
    }

    private void edges(int operator) {
        int from = stageOf[operator];
        for (int next : graph.successors(operator)) {
            int to = stageOf[next];
            boolean crosses = from != NOWHERE && to != NOWHERE && from != to;
            if (crosses && !stages.get(from).successors().contains(to)) {
                violations.add(new Violation.EdgeMissing(from, to, id(operator), id(next)));
            }
        }
    }

    private boolean known(int operator) {
        return operator >= 0 && operator < graph.size();
    }

    private String id(int operator) {
        return graph.operator(operator).id();
    }
}
