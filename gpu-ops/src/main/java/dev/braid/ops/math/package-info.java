/** The arithmetic that kernels and their oracles share, so that both can be held to the same bits. Depends on the JDK alone. */
package dev.braid.ops.math;
