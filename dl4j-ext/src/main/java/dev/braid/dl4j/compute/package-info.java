/**
 * The arithmetic of {@code dl4j.layer}: one interface, the kernels of gpu-ops behind it in single precision, ND4J in
 * double, which is also what the kernels are compared with.
 */
package dev.braid.dl4j.compute;
