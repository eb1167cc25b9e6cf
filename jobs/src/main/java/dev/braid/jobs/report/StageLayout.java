package dev.braid.jobs.report;

import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where the stages of a plan stand when they are drawn: in columns by the stages that are left to the end of the longest
 * path, in rows so that few edges cross and lines stay straight. An edge that skips columns has a place in each of them.
 */
final class StageLayout {
    private static final int SWEEPS = 60;

    /** A stage, or the place of an edge in a column that it skips; {@code y} is its middle. */
    static final class Item {
        final int column;
        final double height;
        final List<Item> before = new ArrayList<>();
        final List<Item> behind = new ArrayList<>();
        double y;

        private Item(int column, double height) {
            this.column = column;
            this.height = height;
        }
    }

    /** An edge with all places from its stage to the successor. */
    record Route(int from, int to, List<Item> items) {}

    private final List<Item> stages = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();
    private final List<List<Item>> columns = new ArrayList<>();
    private final double gap;

    /** With boxes {@code height} high and {@code gap} apart. */
    StageLayout(Plan plan, double height, double gap) {
        this.gap = gap;
        int[] left = left(plan);
        for (int i = 0; i < plan.depth(); i++) {
            columns.add(new ArrayList<>());
        }
        for (Stage stage : plan.stages()) {
            stages.add(item(plan.depth() - left[stage.id()], height));
        }
        for (Stage stage : plan.stages()) {
            stage.successors().forEach(successor -> route(stage.id(), successor));
        }
        arrange();
    }

    /** Stages on the longest path that begins with each stage. */
    private static int[] left(Plan plan) {
        int[] left = new int[plan.stages().size()];
        for (int i = left.length - 1; i >= 0; i--) {
            for (int successor : plan.stages().get(i).successors()) {
                left[i] = Math.max(left[i], left[successor]);
            }
            left[i]++;
        }
        return left;
    }

    private Item item(int column, double height) {
        Item item = new Item(column, height);
        columns.get(column).add(item);
        return item;
    }

    private void route(int from, int to) {
        List<Item> items = new ArrayList<>(List.of(stages.get(from)));
        for (int column = stages.get(from).column + 1; column < stages.get(to).column; column++) {
            items.add(item(column, 0));
        }
        items.add(stages.get(to));
        for (int i = 1; i < items.size(); i++) {
            items.get(i - 1).behind.add(items.get(i));
            items.get(i).before.add(items.get(i - 1));
        }
        routes.add(new Route(from, to, items));
    }

    private void arrange() {
        columns.forEach(this::spread);
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean backwards = sweep % 2 == 0;
            for (int i = 0; i < columns.size(); i++) {
                List<Item> column = columns.get(backwards ? columns.size() - 1 - i : i);
                pull(column, backwards, sweep < SWEEPS / 2);
            }
        }
        double top = stages.stream()
                .mapToDouble(item -> item.y - item.height / 2)
                .min()
                .orElse(0);
        double routesTop = columns.stream()
                .flatMap(List::stream)
                .mapToDouble(item -> item.y)
                .min()
                .orElse(0);
        double shift = Math.min(top, routesTop);
        columns.forEach(column -> column.forEach(item -> item.y -= shift));
    }

    /** Moves items towards their neighbours; the order may still change in the first sweeps. */
    private void pull(List<Item> column, boolean backwards, boolean sort) {
        for (Item item : column) {
            List<Item> neighbours = new ArrayList<>(backwards ? item.behind : item.before);
            if (!sort || neighbours.isEmpty()) {
                neighbours = new ArrayList<>(item.before);
                neighbours.addAll(item.behind);
            }
            item.y = middle(item, neighbours);
        }
        if (sort) {
            column.sort(Comparator.comparingDouble(item -> item.y));
        }
        spread(column);
    }

    /** Boxes follow boxes beside them rather than edges that pass by, so a chain is a straight line. */
    private static double middle(Item item, List<Item> neighbours) {
        List<Item> boxes = neighbours.stream().filter(each -> each.height > 0).toList();
        List<Item> leading = item.height > 0 && !boxes.isEmpty() ? boxes : neighbours;
        return leading.stream().mapToDouble(each -> each.y).average().orElse(item.y);
    }

    /** Keeps items apart in their order; boxes stay where they are rather than edges that pass by. */
    private void spread(List<Item> column) {
        double wanted = middle(column);
        for (int i = 1; i < column.size(); i++) {
            Item above = column.get(i - 1);
            Item item = column.get(i);
            item.y = Math.max(item.y, above.y + (above.height + item.height) / 2 + gap);
        }
        double shift = wanted - middle(column);
        column.forEach(item -> item.y += shift);
    }

    /** Of the column's boxes, or of all that is in it where there is none. */
    private static double middle(List<Item> column) {
        return column.stream()
                .filter(item -> item.height > 0)
                .mapToDouble(item -> item.y)
                .average()
                .orElseGet(() ->
                        column.stream().mapToDouble(item -> item.y).average().orElse(0));
    }

    Item stage(int id) {
        return stages.get(id);
    }

    List<Route> routes() {
        return routes;
    }

    int columnCount() {
        return columns.size();
    }

    double height() {
        return columns.stream()
                .flatMap(List::stream)
                .mapToDouble(item -> item.y + item.height / 2)
                .max()
                .orElse(0);
    }
}
