/** Runs a plan's actions against the cost model, event by event: when what starts, who waits, and what it keeps in memory. */
package dev.braid.gpp.simulate;
