/**
 * Device memory: {@link dev.braid.ops.memory.Arena} (a scope that owns and frees), {@link dev.braid.ops.memory.Buffer}
 * (a typed region of it), and the views that operations take: {@link dev.braid.ops.memory.Matrix} and
 * {@link dev.braid.ops.memory.Ints}. {@link dev.braid.ops.memory.Lanes} moves vectors between off-heap memory and
 * registers on every supported JDK. Depends on the JDK alone.
 */
package dev.braid.ops.memory;
