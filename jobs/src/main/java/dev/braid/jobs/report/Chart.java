package dev.braid.jobs.report;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** Draws into one SVG with axes: x and y are given in data coordinates. */
final class Chart {
    private static final int LEFT = 52;
    private static final int RIGHT = 14;
    private static final int TOP = 14;
    private static final int BOTTOM = 34;
    private static final int TICKS = 5;

    /** Size of the drawing in its own units, and the data ranges of its axes. */
    record Frame(int width, int height, double minX, double maxX, double minY, double maxY) {
        private static final int WIDTH = 560;
        private static final int HEIGHT = 250;

        Frame {
            maxX = Math.max(maxX, minX + 1e-9);
            maxY = Math.max(maxY, minY + 1e-9);
        }

        /** Of the usual size, both axes from 0. */
        static Frame usual(double maxX, double maxY) {
            return fromZero(WIDTH, HEIGHT, maxX, maxY);
        }

        /** Both axes begin at 0, the upper one ends at a round value. */
        static Frame fromZero(int width, int height, double maxX, double maxY) {
            return new Frame(width, height, 0, maxX, 0, niceCeiling(Math.max(maxY, 1e-9)));
        }
    }

    private final Frame frame;
    private final StringBuilder body = new StringBuilder();

    /** Of the usual size; both axes begin at 0. */
    Chart(double maxX, double maxY) {
        this(Frame.usual(maxX, maxY));
    }

    Chart(Frame frame) {
        this.frame = frame;
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
        return LEFT + (value - frame.minX) / (frame.maxX - frame.minX) * (frame.width - LEFT - RIGHT);
    }

    double y(double value) {
        return bottom() - (value - frame.minY) / (frame.maxY - frame.minY) * (bottom() - TOP);
    }

    private int right() {
        return frame.width - RIGHT;
    }

    private int bottom() {
        return frame.height - BOTTOM;
    }

    Chart axes(String xLabel, DoubleFunction<String> xText, DoubleFunction<String> yText) {
        double yStep = niceStep((frame.maxY - frame.minY) / TICKS);
        for (double v = first(frame.minY, yStep); v <= frame.maxY + 1e-9 * yStep; v += yStep) {
            add("<line class='grid' x1='%d' x2='%d' y1='%.1f' y2='%.1f'/>", LEFT, right(), y(v), y(v));
            add("<text class='tick' x='%d' y='%.1f' text-anchor='end'>%s</text>", LEFT - 8, y(v) + 4, yText.apply(v));
        }
        double xStep = niceStep((frame.maxX - frame.minX) / TICKS);
        for (double v = first(frame.minX, xStep); v <= frame.maxX + 1e-9 * xStep; v += xStep) {
            add(
                    "<text class='tick' x='%.1f' y='%d' text-anchor='middle'>%s</text>",
                    x(v), bottom() + 18, xText.apply(v));
        }
        add("<text class='tick' x='%d' y='%d' text-anchor='end'>%s</text>", right(), frame.height - 2, xLabel);
        return this;
    }

    private static double first(double min, double step) {
        // Adding 0 makes a negative zero positive.
        return Math.ceil(min / step - 1e-9) * step + 0.0;
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
        add("<line class='mark' x1='%.1f' x2='%.1f' y1='%d' y2='%.1f'/>", x(at), x(at), TOP, y(frame.minY));
        String anchor = x(at) > frame.width * 0.75 ? "end" : "start";
        double shift = anchor.equals("end") ? -5 : 5;
        add(
                "<text class='label' x='%.1f' y='%d' text-anchor='%s'>%s</text>",
                x(at) + shift, TOP + 11 + 15 * row, anchor, label);
        return this;
    }

    /** A horizontal line over the whole width, with a label above its left end. */
    Chart level(String style, double at, String label) {
        add("<line class='%s' x1='%d' x2='%d' y1='%.1f' y2='%.1f'/>", style, LEFT, right(), y(at), y(at));
        add("<text class='tick' x='%d' y='%.1f'>%s</text>", LEFT + 6, y(at) - 5, label);
        return this;
    }

    /** A mark of {@code shape} at a point; {@code title} shows when a pointer rests on it. */
    Chart point(String style, MarkShape shape, double[] at, double radius, String title) {
        add("<path class='%s' d='%s'><title>%s</title></path>", style, shape.path(x(at[0]), y(at[1]), radius), title);
        return this;
    }

    /** A dot without more to say about it: for many of them. */
    Chart dot(String style, double[] at, double radius) {
        add("<circle class='%s' cx='%.1f' cy='%.1f' r='%.1f'/>", style, x(at[0]), y(at[1]), radius);
        return this;
    }

    /** Text beside a point, {@code dy} units below it. */
    Chart label(double[] at, double dx, double dy, String anchor, String text) {
        add(
                "<text class='tick' x='%.1f' y='%.1f' text-anchor='%s'>%s</text>",
                x(at[0]) + dx, y(at[1]) + dy, anchor, text);
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
        return "<svg viewBox='0 0 " + frame.width + " " + frame.height + "' role='img' aria-label='" + description
                + "'>\n" + body + "</svg>";
    }
}
