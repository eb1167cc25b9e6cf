/**
 * Rows made into tokens with their loss mask. May depend on {@link dev.braid.data.row} and {@link dev.braid.data.text}.
 */
package dev.braid.data.sample;
