/** Elementwise non-linearities: SwiGLU, and dropout from a counter-based generator. */
package dev.braid.ops.activation;
