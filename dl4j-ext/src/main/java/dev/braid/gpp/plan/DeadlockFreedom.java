package dev.braid.gpp.plan;

/**
 * How many samples a stage must keep in flight at least so that no stages wait for each other for ever under
 * {@link Kfkb}.
 *
 * <p>Let a stage run A = k b samples in a turn and its successor C, with w and v samples in flight. Before its turn t of
 * backwards the stage has sent s = w + t A samples and sends no more until (t + 1) A gradients are back. Of s samples the
 * successor returns the gradients of C (floor((s - v) / C) + 1), and none while s is below v. The stages go on for ever
 * exactly when, at every edge and turn, what comes back suffices. That is enough for any graph of stages: follow from a
 * stage that is stuck to the one it waits for, and the number of samples sent falls at each step from a stage to one it
 * waits for gradients from and further to one that this lacks samples from, until a stage is found that can go on. With
 * endless mini-batches the rule is w >= v + A - gcd(A, C), which the samples of {@link InFlight} keep.
 */
final class DeadlockFreedom {
    private DeadlockFreedom() {}

    /** The fewest samples in flight, in whole micro-batches, with which the stage never waits for ever for the next one. */
    static int least(Stage stage, Stage next, int miniBatch) {
        int nextInFlight = Math.min(next.inFlight(), miniBatch);
        int least = (nextInFlight + stage.microBatch() - 1) / stage.microBatch() * stage.microBatch();
        while (least < miniBatch && !suffices(least, stage, next, miniBatch)) {
            least += stage.microBatch();
        }
        return least;
    }

    static boolean suffices(int inFlight, Stage stage, Stage next, int miniBatch) {
        long turn = turn(stage, inFlight);
        long nextTurn = turn(next, next.inFlight());
        long nextInFlight = Math.min(next.inFlight(), miniBatch);
        long turns = turns(inFlight, turn, nextTurn, miniBatch);
        for (long t = 0; t < turns; t++) {
            long spare = inFlight + t * turn - nextInFlight;
            if (spare < 0 || nextTurn * (spare / nextTurn + 1) < (t + 1) * turn) {
                return false;
            }
        }
        return true;
    }

    /** Turns after which all samples are sent, or after which the two stages' turns repeat. */
    private static long turns(int inFlight, long turn, long nextTurn, int miniBatch) {
        long untilSent = (miniBatch - inFlight + turn - 1) / turn;
        return Math.min(untilSent, nextTurn);
    }

    private static long turn(Stage stage, int inFlight) {
        return (long) stage.microBatch() * Math.min(stage.interleave(), inFlight / stage.microBatch());
    }
}
