package dev.braid.jobs.simulate.cost;

import java.util.List;

/**
 * Nanoseconds by size, measured at some sizes and linear between them. Size 0 takes none; below the first point it takes
 * as long as there; beyond the last the last slope goes on.
 *
 * @param points at least two, sizes ascending, nanoseconds never falling
 */
public record Curve(List<Point> points) {
    /** A measurement. */
    public record Point(double size, double nanos) {
        public Point {
            Checks.positive("size", size);
            Checks.notNegative("nanos", nanos);
        }
    }

    public Curve {
        points = List.copyOf(points);
        if (points.size() < 2) {
            throw new IllegalArgumentException("a curve has " + points.size() + " points, must have at least 2");
        }
        for (int i = 1; i < points.size(); i++) {
            Point before = points.get(i - 1);
            Point point = points.get(i);
            if (point.size <= before.size || point.nanos < before.nanos) {
                throw new IllegalArgumentException("point " + i + " is " + point.size + " -> " + point.nanos
                        + " ns after " + before.size + " -> " + before.nanos
                        + " ns: sizes must rise and nanoseconds must not fall");
            }
        }
    }

    public double nanos(double size) {
        if (size <= 0) {
            return 0;
        }
        if (size <= points.get(0).size) {
            return points.get(0).nanos;
        }
        int right = 1;
        while (right < points.size() - 1 && points.get(right).size < size) {
            right++;
        }
        Point a = points.get(right - 1);
        Point b = points.get(right);
        return a.nanos + (size - a.size) * (b.nanos - a.nanos) / (b.size - a.size);
    }

    /** Nanoseconds that one more costs beyond the last point. */
    double nanosPerUnit() {
        Point a = points.get(points.size() - 2);
        Point b = points.get(points.size() - 1);
        return (b.nanos - a.nanos) / (b.size - a.size);
    }
}
