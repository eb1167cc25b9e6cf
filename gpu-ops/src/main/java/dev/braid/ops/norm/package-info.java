/** Normalisation: by the root mean square of rows or of the heads within rows, and by mean and variance of rows. */
package dev.braid.ops.norm;
