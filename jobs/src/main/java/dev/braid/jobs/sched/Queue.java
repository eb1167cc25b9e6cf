package dev.braid.jobs.sched;

import java.util.ArrayList;
import java.util.List;

/** Requests in order of urgency, the most urgent first; among equals the one that came first. */
final class Queue {
    private final List<Request> requests = new ArrayList<>();

    int size() {
        return requests.size();
    }

    Request get(int i) {
        return requests.get(i);
    }

    void add(Request request) {
        requests.add(position(request), request);
    }

    /** Where a request would stand. */
    int position(Request request) {
        int low = 0;
        int high = requests.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (isBefore(requests.get(middle), request)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static boolean isBefore(Request a, Request b) {
        return a.urgency() < b.urgency() || a.urgency() == b.urgency() && a.id() < b.id();
    }

    Request remove(int i) {
        return requests.remove(i);
    }

    void remove(Request request) {
        requests.remove(request);
    }
}
