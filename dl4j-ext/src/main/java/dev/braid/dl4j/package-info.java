/**
 * Models of DL4J for the planner: their configurations read as graphs of costs, counted or measured. The only package,
 * with those below it, that sees DL4J and ND4J.
 *
 * <p>{@code files} reads configurations, {@code shape} finds the shapes, {@code cost} counts, {@code profile} measures,
 * {@code zoo} builds the papers' models as DL4J has layers for them. Counting needs no ND4J backend.
 */
package dev.braid.dl4j;
