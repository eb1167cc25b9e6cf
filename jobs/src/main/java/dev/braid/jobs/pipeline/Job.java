package dev.braid.jobs.pipeline;

import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import dev.braid.gpp.plan.StageProgram;
import dev.braid.stage.StageBorder;
import java.util.ArrayList;
import java.util.List;

/**
 * What all workers of a pipeline do together.
 *
 * @param programs one for each stage, in order
 * @param borders one for each stage, in order
 * @param miniBatch samples of one update
 */
public record Job(Plan plan, List<StageProgram> programs, List<StageBorder> borders, int miniBatch) {
    public Job {
        programs = List.copyOf(programs);
        borders = List.copyOf(borders);
        for (Stage stage : plan.stages()) {
            if (stage.microBatch() < stage.degree() || miniBatch % stage.microBatch() != 0) {
                throw new IllegalArgumentException("stage " + stage.id() + " has micro-batches of "
                        + stage.microBatch() + " samples on " + stage.degree() + " devices, but each device must have a"
                        + " sample and the mini-batch of " + miniBatch + " must hold whole micro-batches");
            }
        }
    }

    public Stage stage(int id) {
        return plan.stages().get(id);
    }

    /** All seats, stage by stage; a worker's number is its place here. */
    public List<Seat> seats() {
        List<Seat> seats = new ArrayList<>();
        for (Stage stage : plan.stages()) {
            for (int replica = 0; replica < stage.degree(); replica++) {
                seats.add(new Seat(stage.id(), replica));
            }
        }
        return seats;
    }

    /** The number of a worker. */
    public int number(Seat seat) {
        int number = seat.replica();
        for (int stage = 0; stage < seat.stage(); stage++) {
            number += stage(stage).degree();
        }
        return number;
    }
}
