/**
 * Programs: what lowering makes of graphs. A {@link dev.braid.model.program.Program} is a list of per-block
 * {@link dev.braid.model.program.Segment}s over fixed places in memory; {@link dev.braid.model.program.ProgramExecutor}
 * runs them with the operations of gpu-ops. The end of a segment is where work may be preempted.
 */
package dev.braid.model.program;
