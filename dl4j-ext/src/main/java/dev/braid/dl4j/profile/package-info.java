/**
 * What vertices cost, measured: each runs alone on this machine with ND4J's backend. Needs {@code cost}, {@code shape}
 * and DL4J.
 */
package dev.braid.dl4j.profile;
