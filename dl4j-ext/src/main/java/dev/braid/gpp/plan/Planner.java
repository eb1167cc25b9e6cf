package dev.braid.gpp.plan;

import dev.braid.gpp.cost.Problem;

/** Something that cuts a model into stages. The same problem gives the same plan. */
public interface Planner {
    /** As on the command line. */
    String name();

    Outcome plan(Problem problem);
}
