/** Copies, sums and fills: the plumbing between the other operations. */
package dev.braid.ops.pointwise;
