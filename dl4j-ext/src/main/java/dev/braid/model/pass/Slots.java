package dev.braid.model.pass;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Workspace slots of one pass: a free slot of the same width is used again before a new one is made. */
final class Slots {
    private final List<Integer> widths = new ArrayList<>();
    private final Map<Integer, Deque<Integer>> free = new HashMap<>();

    int take(int width) {
        Deque<Integer> candidates = free.getOrDefault(width, new ArrayDeque<>());
        if (!candidates.isEmpty()) {
            return candidates.pop();
        }
        widths.add(width);
        return widths.size() - 1;
    }

    void release(int slot) {
        free.computeIfAbsent(widths.get(slot), w -> new ArrayDeque<>()).push(slot);
    }

    List<Integer> widths() {
        return List.copyOf(widths);
    }
}
