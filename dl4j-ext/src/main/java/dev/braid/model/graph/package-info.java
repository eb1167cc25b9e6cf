/**
 * Operator graphs: {@link dev.braid.model.graph.Node}s over per-token {@link dev.braid.model.graph.Tensor}s and
 * {@link dev.braid.model.graph.Param}s, in an order in which they can run. A graph says what is computed; it knows no
 * memory, no device and no batch. Depends on the JDK alone.
 */
package dev.braid.model.graph;
