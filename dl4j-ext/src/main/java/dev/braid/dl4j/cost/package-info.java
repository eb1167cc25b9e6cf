/** What vertices cost, counted from their shapes. Needs {@code shape}, {@code gpp.cost} and DL4J; no ND4J backend. */
package dev.braid.dl4j.cost;
