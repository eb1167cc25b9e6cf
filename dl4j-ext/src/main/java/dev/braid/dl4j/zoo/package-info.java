/**
 * The models of the papers as networks of DL4J, to measure and to train. Needs DL4J and the names of {@code gpp.zoo}.
 */
package dev.braid.dl4j.zoo;
