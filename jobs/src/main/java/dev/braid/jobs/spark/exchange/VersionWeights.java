package dev.braid.jobs.spark.exchange;

import java.io.Serializable;

/** The parameters of a version, as tasks on executors come by them. */
public interface VersionWeights extends Serializable {
    /** Number of parameters; costs nothing. */
    int size();

    /** The parameters, flat; may fetch them from other executors. Callers do not change them. */
    float[] read();
}
