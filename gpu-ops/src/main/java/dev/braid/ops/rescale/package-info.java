/** Multiplication of activations by a learned vector for each adapter, as (IA)3 does, and its gradients. */
package dev.braid.ops.rescale;
