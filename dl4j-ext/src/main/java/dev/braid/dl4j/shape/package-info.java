/** The shapes of a network's tensors, from those of its inputs. Needs {@code files} and DL4J; no ND4J backend. */
package dev.braid.dl4j.shape;
