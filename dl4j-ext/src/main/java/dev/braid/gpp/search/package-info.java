/**
 * Our planner: binary search for the time per sample, and under a target a memoised search over the series and parallel
 * splits of the model. {@code GraphPlanner} is the entry; below it {@code Bisection} tries targets, {@code TargetSearch}
 * and {@code ForkSearch} split, {@code Fit} judges one stage, {@code Assembly} makes a plan of what was found. Knows
 * nothing of simulation: what ranks candidates is handed in.
 */
package dev.braid.gpp.search;
