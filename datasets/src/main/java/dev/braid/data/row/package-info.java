/**
 * Dataset rows: the shapes that users bring, the readers of the text formats, and the quarantine of what is malformed. May
 * depend on the JDK, Jackson and {@link dev.braid.data.text}; knows nothing of tokens or Spark.
 */
package dev.braid.data.row;
