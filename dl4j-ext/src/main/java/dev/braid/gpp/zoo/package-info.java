/**
 * The models that the papers plan, as graphs of counted work. Needs the cost model and {@code text}.
 *
 * <p>Counts are per sample. Arithmetic is that of the matrix products, a multiply-add counted as two; what goes element
 * by element counts by its bytes. Weights and activations have the same width: in half precision the state factor of the
 * training has to hold the weights of the optimizer too (8 for Adam). An operator saves its own output and what it alone
 * computes and backward reads; its input is saved where it was made or, when it comes from another stage, where it was
 * received.
 */
package dev.braid.gpp.zoo;
