/**
 * Tokenised samples packed into sequences, the indexed shards that hold them, and the order in which an epoch visits them.
 * May depend on the JDK, Jackson, {@link dev.braid.data.sample} and {@link dev.braid.data.text}.
 */
package dev.braid.data.pack;
