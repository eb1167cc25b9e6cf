package dev.braid.gpp.search;

import java.util.ArrayList;
import java.util.List;

/** Points of which none is at least as good as another in all respects. Among equals the first stays. */
final class Frontier {
    private final List<Point> points = new ArrayList<>(4);
    private int fewest = Integer.MAX_VALUE / 2;

    static Frontier of(Point point) {
        Frontier frontier = new Frontier();
        frontier.add(point);
        return frontier;
    }

    /** True when no point is as good: worth the making. */
    boolean accepts(int kept, int asked, int devices) {
        for (int i = 0; i < points.size(); i++) {
            if (points.get(i).dominates(kept, asked, devices)) {
                return false;
            }
        }
        return true;
    }

    /** Adds a point that was accepted, and drops those it makes useless. */
    void add(Point point) {
        points.removeIf(old -> point.dominates(old.kept(), old.asked(), old.devices()));
        points.add(point);
        fewest = Math.min(fewest, point.devices());
    }

    /** Devices of the point that needs the fewest; very many when there is none. */
    int fewest() {
        return fewest;
    }

    int size() {
        return points.size();
    }

    Point get(int i) {
        return points.get(i);
    }

    /** The point with the fewest samples in flight, then the fewest devices; null when there is none. */
    Point leanest() {
        Point best = null;
        for (Point point : points) {
            if (best == null
                    || point.kept() < best.kept()
                    || point.kept() == best.kept() && point.devices() < best.devices()) {
                best = point;
            }
        }
        return best;
    }
}
