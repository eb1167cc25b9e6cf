package dev.braid.jobs.bench;

import dev.braid.jobs.engine.CoServingEngine;
import dev.braid.jobs.engine.Ledger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Rounds of the same work on an engine, told apart by the steps that its ledger keeps; the quickest counts. */
final class Rounds {
    /** The first also compiles what the engine's warm-up did not reach. */
    private static final int ROUNDS = 4;

    private final CoServingEngine engine;

    Rounds(CoServingEngine engine) {
        this.engine = engine;
    }

    /** Steps that belong together. */
    record Steps(List<Ledger.Step> steps) {
        double seconds() {
            return steps.stream().mapToLong(Ledger.Step::durationNanos).sum() * 1e-9;
        }

        int count() {
            return steps.size();
        }
    }

    /** Runs {@code work}, which returns when the engine has done it, and picks the steps that are {@code counted}. */
    Steps best(Runnable work, Predicate<Ledger.Step> counted) {
        List<Steps> rounds = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            long before = engine.ledger().totals().steps();
            work.run();
            rounds.add(new Steps(engine.ledger().steps().stream()
                    .filter(step -> step.step() >= before)
                    .filter(counted)
                    .toList()));
        }
        return rounds.stream()
                .filter(round -> round.count() > 0)
                .min(Comparator.comparingDouble(round -> round.seconds() / round.count()))
                .orElseThrow(() -> new IllegalStateException("no step was of the kind that is measured"));
    }
}
