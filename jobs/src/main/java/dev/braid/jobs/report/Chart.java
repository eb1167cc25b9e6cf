package dev.braid.jobs.report;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** Draws into one SVG with axes: x and y are given in data coordinates. */
final class Chart {
    static final int WIDTH = 560;
    static final int HEIGHT = 250;
    private static final int LEFT = 52;
    private static final int RIGHT = 14;
    private static final int TOP = 14;
    private static final int BOTTOM = 34;
    private static final int TICKS = 5;

    private final double maxX;
    private final double maxY;
    private final StringBuilder body = new StringBuilder();

    /** Both axes begin at 0. */
    Chart(double maxX, double maxY) {
        this.maxX = Math.max(maxX, 1e-9);
        this.maxY = niceCeiling(Math.max(maxY, 1e-9));
    }

    /** The next value of the form 1, 2 or 5 times a power of ten, times at most {@link #TICKS}. */
    static double niceCeiling(double value) {
        double step = niceStep(value / TICKS);
        return Math.ceil(value / step - 1e-9) * step;
    }

    private static double niceStep(double raw) {
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= raw * (1 - 1e-9)) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    double x(double value) {
        return LEFT + value / maxX * (WIDTH - LEFT - RIGHT);
    }

    double y(double value) {
        return HEIGHT - BOTTOM - value / maxY * (HEIGHT - TOP - BOTTOM);
    }

    Chart axes(String xLabel, DoubleFunction<String> xText, DoubleFunction<String> yText) {
        double yStep = niceStep(maxY / TICKS);
        for (double v = 0; v <= maxY * (1 + 1e-9); v += yStep) {
            add("<line class='grid' x1='%d' x2='%d' y1='%.1f' y2='%.1f'/>", LEFT, WIDTH - RIGHT, y(v), y(v));
            add("<text class='tick' x='%d' y='%.1f' text-anchor='end'>%s</text>", LEFT - 8, y(v) + 4, yText.apply(v));
        }
        double xStep = niceStep(maxX / TICKS);
        for (double v = 0; v <= maxX * (1 + 1e-9); v += xStep) {
            add(
                    "<text class='tick' x='%.1f' y='%d' text-anchor='middle'>%s</text>",
                    x(v), HEIGHT - BOTTOM + 18, xText.apply(v));
        }
        add("<text class='tick' x='%d' y='%d' text-anchor='end'>%s</text>", WIDTH - RIGHT, HEIGHT - 2, xLabel);
        return this;
    }

    Chart line(String style, List<double[]> points) {
        if (!points.isEmpty()) {
            add("<path class='%s' d='%s'/>", style, path(points));
        }
        return this;
    }

    /** The area between two curves over the same x. */
    Chart band(String style, List<double[]> lower, List<double[]> upper) {
        if (upper.isEmpty()) {
            return this;
        }
        StringBuilder outline = new StringBuilder(path(upper));
        for (int i = lower.size() - 1; i >= 0; i--) {
            outline.append(String.format(Locale.ROOT, "L%.1f,%.1f", x(lower.get(i)[0]), y(lower.get(i)[1])));
        }
        add("<path class='%s' d='%sZ'/>", style, outline);
        return this;
    }

    Chart bar(String style, double from, double to, double height) {
        double gap = Math.min(1, (x(to) - x(from)) * 0.1);
        add(
                "<rect class='%s' x='%.1f' y='%.1f' width='%.1f' height='%.1f'/>",
                style, x(from) + gap, y(height), Math.max(0.5, x(to) - x(from) - 2 * gap), y(0) - y(height));
        return this;
    }

    /** A vertical mark with a label. */
    Chart mark(double at, String label, int row) {
        add("<line class='mark' x1='%.1f' x2='%.1f' y1='%d' y2='%.1f'/>", x(at), x(at), TOP, y(0));
        String anchor = x(at) > WIDTH * 0.75 ? "end" : "start";
        double shift = anchor.equals("end") ? -5 : 5;
        add(
                "<text class='label' x='%.1f' y='%d' text-anchor='%s'>%s</text>",
                x(at) + shift, TOP + 11 + 15 * row, anchor, label);
        return this;
    }

    private String path(List<double[]> points) {
        StringBuilder path = new StringBuilder();
        for (double[] point : points) {
            path.append(String.format(
                    Locale.ROOT, "%s%.1f,%.1f", path.length() == 0 ? "M" : "L", x(point[0]), y(point[1])));
        }
        return path.toString();
    }

    private void add(String format, Object... values) {
        body.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    String svg(String description) {
        return "<svg viewBox='0 0 " + WIDTH + " " + HEIGHT + "' role='img' aria-label='" + description + "'>\n" + body
                + "</svg>";
    }
}
