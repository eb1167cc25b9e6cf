package dev.braid.jobs.train;

import java.util.Optional;

/** The place with a run's checkpoints, of which only the newest few are kept. Used by the thread that runs the steps. */
public interface CheckpointStore {
    /** What is done about a newest checkpoint that is torn. */
    enum Torn {
        /** It is an error that names it. */
        REFUSE,
        /** The next older whole one is taken. */
        FALL_BACK
    }

    /**
     * Writes a checkpoint, whole or not at all, then removes those that are too old.
     *
     * @return where it is
     * @throws CheckpointException when it cannot be written
     */
    String save(Checkpoint checkpoint);

    /** Whether there is any checkpoint. */
    boolean isEmpty();

    /**
     * The newest checkpoint of the same run; empty when there is none.
     *
     * @throws CheckpointException naming the folder when it is torn or belongs to a run with other settings
     */
    Optional<Checkpoint> newest(String fingerprint, Torn torn);
}
