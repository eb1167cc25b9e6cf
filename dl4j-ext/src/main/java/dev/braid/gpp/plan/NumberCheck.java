package dev.braid.gpp.plan;

import dev.braid.gpp.plan.Violation.OutOfRange;
import java.util.ArrayList;
import java.util.List;

/** Micro-batches, replicas, turns and samples in flight. */
final class NumberCheck {
    private final int miniBatch;
    private final Plan plan;
    private final List<Violation> violations;

    NumberCheck(int miniBatch, Plan plan, List<Violation> violations) {
        this.miniBatch = miniBatch;
        this.plan = plan;
        this.violations = violations;
    }

    void run() {
        List<Violation> found = new ArrayList<>();
        for (int place = 0; place < plan.stages().size(); place++) {
            microBatch(place, plan.stages().get(place), found);
            inFlight(place, plan.stages().get(place), found);
        }
        violations.addAll(found);
        if (violations.isEmpty()) {
            plan.stages().forEach(this::deadlock);
        }
    }

    private void microBatch(int place, Stage stage, List<Violation> found) {
        int microBatch = stage.microBatch();
        if (microBatch < 1 || microBatch > miniBatch || miniBatch % microBatch != 0) {
            found.add(new OutOfRange(place, "micro-batch", microBatch, "a divisor of the mini-batch of " + miniBatch));
        }
        if (stage.degree() > microBatch) {
            found.add(new OutOfRange(
                    place, "number of devices", stage.degree(), "at most the micro-batch of " + microBatch));
        }
        if (stage.interleave() < 1) {
            found.add(new OutOfRange(place, "interleave", stage.interleave(), "at least 1"));
        }
    }

    private void inFlight(int place, Stage stage, List<Violation> found) {
        int inFlight = stage.inFlight();
        if (inFlight < 1 || inFlight > miniBatch) {
            found.add(new OutOfRange(place, "in-flight", inFlight, "from 1 to the mini-batch of " + miniBatch));
        } else if (stage.microBatch() > 0 && inFlight % stage.microBatch() != 0) {
            found.add(new OutOfRange(
                    place, "in-flight", inFlight, "a multiple of the micro-batch of " + stage.microBatch()));
        }
    }

    private void deadlock(Stage stage) {
        for (int successor : stage.successors()) {
            Stage next = plan.stages().get(successor);
            if (!DeadlockFreedom.suffices(stage.inFlight(), stage, next, miniBatch)) {
                int least = DeadlockFreedom.least(stage, next, miniBatch);
                violations.add(new Violation.Deadlock(stage.id(), successor, stage.inFlight(), least));
            }
        }
    }
}
