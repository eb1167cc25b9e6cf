/**
 * Planners beside each other: chosen by name, timed, ranked and judged by one simulator; the machines and models they are
 * compared on, and how the search grows. Uses all other packages of the planner; none of them knows this one.
 */
package dev.braid.gpp.compare;
