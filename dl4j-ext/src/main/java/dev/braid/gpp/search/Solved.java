package dev.braid.gpp.search;

import dev.braid.gpp.plan.Plan;
import java.util.List;

/**
 * A plan that a search came to.
 *
 * @param seconds per sample of its slowest stage
 */
record Solved(List<Piece> pieces, Plan plan, double seconds) {}
