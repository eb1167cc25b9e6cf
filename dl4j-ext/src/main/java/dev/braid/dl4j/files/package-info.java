/**
 * Model files of DL4J, read as far as a plan needs them: configurations, no weights. Sizes are bounded and class names
 * checked before DL4J sees a byte. Needs DL4J, Jackson and {@code gpp.formats} for its exception; no ND4J backend.
 */
package dev.braid.dl4j.files;
