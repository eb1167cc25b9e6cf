/**
 * Dense linear layers: {@link dev.braid.ops.linear.Linear}, its plain oracle and its fast version, and the packed
 * weights whose layout nobody else knows.
 */
package dev.braid.ops.linear;
