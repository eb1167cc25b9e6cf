/** Root-mean-square normalisation of rows or of the heads within rows. */
package dev.braid.ops.norm;
