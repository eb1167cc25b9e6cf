package dev.braid.jobs.report;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import java.util.List;
import java.util.Locale;

/** Draws the graph of a plan's stages: a box for each, filled from below by its share of the slowest one's time per sample. */
final class StageDrawing {
    private static final int MARGIN = 4;
    private static final int LOAD = 5;

    /** Boxes become narrow and high where there are many columns. */
    private record Shape(int width, int height, int pitch) {
        private static final int FULL = 1136;
        private static final int LEAST_PITCH = 78;
        private static final Shape WIDE = new Shape(124, 44, 160);

        static Shape of(int columns) {
            if (columns * WIDE.pitch <= FULL) {
                return WIDE;
            }
            int pitch = Math.max(LEAST_PITCH, Math.min(WIDE.pitch, FULL / columns));
            return new Shape(pitch - 20, 76, pitch);
        }

        boolean narrow() {
            return width < WIDE.width;
        }
    }

    private final Problem problem;
    private final Plan plan;
    private final Shape shape;
    private final StageLayout layout;
    private final double slowest;
    private final StringBuilder body = new StringBuilder();

    private StageDrawing(Problem problem, Plan plan) {
        this.problem = problem;
        this.plan = plan;
        this.shape = Shape.of(plan.depth());
        this.layout = new StageLayout(plan, shape.height, 14);
        this.slowest = plan.timePerSample(problem);
    }

    static String svg(Problem problem, Plan plan) {
        StageDrawing drawing = new StageDrawing(problem, plan);
        drawing.layout.routes().forEach(drawing::edge);
        plan.stages().forEach(drawing::box);
        int width = (drawing.layout.columnCount() - 1) * drawing.shape.pitch + drawing.shape.width + 2 * MARGIN;
        int height = (int) Math.ceil(drawing.layout.height()) + 2 * MARGIN;
        return String.format(
                Locale.ROOT,
                "<svg class='graph' width='%d' height='%d' viewBox='0 0 %d %d' role='img' aria-label='stage graph'>\n%s</svg>",
                width,
                height,
                width,
                height,
                drawing.body);
    }

    private double left(StageLayout.Item item) {
        return MARGIN + (double) item.column * shape.pitch;
    }

    private double middle(StageLayout.Item item) {
        return MARGIN + item.y;
    }

    private void edge(StageLayout.Route route) {
        List<StageLayout.Item> items = route.items();
        double x = left(items.get(0)) + shape.width;
        double y = middle(items.get(0));
        StringBuilder path = new StringBuilder(String.format(Locale.ROOT, "M%.1f,%.1f", x, y));
        for (StageLayout.Item item : items.subList(1, items.size())) {
            double bend = (left(item) - x) / 2;
            path.append(String.format(
                    Locale.ROOT,
                    "C%.1f,%.1f %.1f,%.1f %.1f,%.1f",
                    x + bend,
                    y,
                    left(item) - bend,
                    middle(item),
                    left(item),
                    middle(item)));
            x = left(item);
            y = middle(item);
            if (item.height == 0) {
                x += shape.width;
                path.append(String.format(Locale.ROOT, "H%.1f", x));
            }
        }
        add("<path class='%s' d='%s'/>", carries(route) ? "edge" : "edge order", path);
        add("<path class='tip' d='M%.1f,%.1fl-7,-3.5v7z'/>", x, y);
    }

    /** An edge without a tensor only orders stages. */
    private boolean carries(StageLayout.Route route) {
        CostGraph graph = problem.graph();
        List<Integer> behind = plan.stages().get(route.to()).operators();
        for (int operator : plan.stages().get(route.from()).operators()) {
            for (int next : graph.successors(operator)) {
                if (behind.contains(next)) {
                    return true;
                }
            }
        }
        return false;
    }

    private void box(Stage stage) {
        StageLayout.Item item = layout.stage(stage.id());
        double x = left(item);
        double y = middle(item) - shape.height / 2.0;
        double share = Plan.cost(problem, stage).timePerSample() / Math.max(slowest, Double.MIN_NORMAL);
        add("<g><title>%s</title>", title(stage, share));
        add("<rect class='box' x='%.1f' y='%.1f' width='%d' height='%d' rx='6'/>", x, y, shape.width, shape.height);
        double foot = y + shape.height - LOAD - 3;
        double room = shape.width - 12;
        add("<rect class='rail' x='%.1f' y='%.1f' width='%.1f' height='%d' rx='2'/>", x + 6, foot, room, LOAD - 1);
        add(
                "<rect class='load' x='%.1f' y='%.1f' width='%.1f' height='%d' rx='2'/>",
                x + 6, foot, room * share, LOAD - 1);
        text(stage, x + shape.width / 2.0, y);
        add("</g>");
    }

    private void text(Stage stage, double x, double y) {
        String microBatch = "b " + stage.microBatch();
        String inFlight = "w " + stage.inFlight();
        if (shape.narrow()) {
            line("name", x, y + 17, String.valueOf(stage.id()));
            line("tick", x, y + 32, stage.degree() + " dev.");
            line("tick", x, y + 46, microBatch);
            line("tick", x, y + 60, inFlight);
        } else {
            line("name", x, y + 16, stage.id() + " · " + PlanText.count(stage.degree(), "device"));
            line("tick", x, y + 30, microBatch + " · " + inFlight);
        }
    }

    private void line(String style, double x, double y, String text) {
        add("<text class='%s' x='%.1f' y='%.1f' text-anchor='middle'>%s</text>", style, x, y, text);
    }

    private String title(Stage stage, double share) {
        String operators = String.join(
                ", ",
                stage.operators().stream()
                        .map(operator -> problem.graph().operator(operator).id())
                        .toList());
        return Text.escape("stage " + stage.id() + ", " + PlanText.devices(stage) + ", " + Text.percent(share)
                + " of the slowest stage's time per sample; operators: " + operators);
    }

    private void add(String format, Object... values) {
        body.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
