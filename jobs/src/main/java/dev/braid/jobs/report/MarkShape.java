package dev.braid.jobs.report;

import java.util.Locale;

/** The outline of a mark, so that policies can be told apart without colours. */
enum MarkShape {
    CIRCLE(circle()),
    SQUARE(-0.9, -0.9, 0.9, -0.9, 0.9, 0.9, -0.9, 0.9),
    TRIANGLE(0, -1.15, 1.1, 0.85, -1.1, 0.85),
    DIAMOND(0, -1.25, 1.25, 0, 0, 1.25, -1.25, 0),
    TRIANGLE_DOWN(0, 1.15, 1.1, -0.85, -1.1, -0.85),
    CROSS(
            -0.4, -1.1, 0.4, -1.1, 0.4, -0.4, 1.1, -0.4, 1.1, 0.4, 0.4, 0.4, 0.4, 1.1, -0.4, 1.1, -0.4, 0.4, -1.1, 0.4,
            -1.1, -0.4, -0.4, -0.4),
    BAR(-1.3, -0.5, 1.3, -0.5, 1.3, 0.5, -1.3, 0.5),
    HOURGLASS(-1, -1, 1, -1, -1, 1, 1, 1);

    private final double[] corners;

    /** Corners as x, y, x, y and so on, for a mark of radius 1. */
    MarkShape(double... corners) {
        this.corners = corners;
    }

    private static double[] circle() {
        int sides = 24;
        double[] corners = new double[2 * sides];
        for (int i = 0; i < sides; i++) {
            corners[2 * i] = Math.cos(2 * Math.PI * i / sides);
            corners[2 * i + 1] = Math.sin(2 * Math.PI * i / sides);
        }
        return corners;
    }

    /** The outline around a place of the drawing. */
    String path(double x, double y, double radius) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < corners.length; i += 2) {
            path.append(String.format(
                    Locale.ROOT,
                    "%s%.1f,%.1f",
                    i == 0 ? "M" : "L",
                    x + radius * corners[i],
                    y + radius * corners[i + 1]));
        }
        return path.append('Z').toString();
    }
}
