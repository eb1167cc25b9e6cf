package dev.braid.jobs.bench;

import dev.braid.jobs.engine.CoServingEngine;
import dev.braid.jobs.engine.Ledger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Rounds of the same work on an engine, told apart by the steps that its ledger keeps; the quickest counts. */
final class Rounds {
    /** The first also compiles what the engine's warm-up did not reach. */
    private static final int FEWEST = 2;

    private final CoServingEngine engine;
    private final Duration budget;

    /** @param budget of all rounds of one measurement; the fewest may take longer */
    Rounds(CoServingEngine engine, Duration budget) {
        this.engine = engine;
        this.budget = budget;
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

    /** All steps of the round that took least; {@code work} returns when the engine has done it. */
    Steps quickest(Runnable work) {
        return best(work, step -> true, Comparator.comparingDouble(Steps::seconds));
    }

    /** The {@code counted} steps of the round whose counted steps took least on average. */
    Steps quickestSteps(Runnable work, Predicate<Ledger.Step> counted) {
        return best(work, counted, Comparator.comparingDouble(round -> round.seconds() / round.count()));
    }

    private Steps best(Runnable work, Predicate<Ledger.Step> counted, Comparator<Steps> order) {
        List<Steps> rounds = new ArrayList<>();
        long begin = System.nanoTime();
        while (rounds.size() < FEWEST || System.nanoTime() - begin < budget.toNanos()) {
            long before = engine.ledger().totals().steps();
            work.run();
            rounds.add(new Steps(engine.ledger().steps().stream()
                    .filter(step -> step.step() >= before)
                    .filter(counted)
                    .toList()));
        }
        return rounds.stream()
                .filter(round -> round.count() > 0)
                .min(order)
                .orElseThrow(() -> new IllegalStateException("no step was of the kind that is measured"));
    }
}
