package dev.braid.jobs.simulate;

import dev.braid.data.pack.PackedSequence;
import dev.braid.jobs.engine.TrainingLease;
import dev.braid.jobs.engine.TrainingService;
import java.util.List;
import java.util.function.Supplier;

/**
 * A finetuning job that never runs out of sequences: a few leases of one sequence each are always with the engine. Used
 * by the thread that drives the engine.
 */
public final class TrainingSupply {
    private static final int WAITING = 2;

    private final TrainingService engine;
    private final String job;
    private final Supplier<PackedSequence> sequences;
    private int waiting;

    /** @param job adapter in training, whose version 0 is installed */
    public TrainingSupply(TrainingService engine, String job, Supplier<PackedSequence> sequences) {
        this.engine = engine;
        this.job = job;
        this.sequences = sequences;
    }

    /** Hands over as many leases as are missing. */
    public void fill() {
        while (waiting < WAITING) {
            waiting++;
            PackedSequence sequence = sequences.get();
            TrainingLease lease = new TrainingLease(job, 1, 0, 0, List.of(sequence), TrainingLease.Purpose.TRAIN);
            engine.train(lease, leaf -> {}).whenComplete((done, failure) -> {
                waiting--;
                if (failure != null) {
                    throw new IllegalStateException("the training of job " + job + " failed", failure);
                }
            });
        }
    }
}
