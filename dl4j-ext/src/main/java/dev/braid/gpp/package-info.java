/**
 * Graph pipeline parallelism: the planner that cuts a model's graph into a graph of stages, the planners it is compared
 * with, and the simulator that runs any plan. Nothing here knows a tensor: a model is a graph of numbers.
 *
 * <p>{@code cost} is the bottom (graph, topology, cost model), {@code plan} the result (stages, in-flight samples,
 * actions, validator), {@code series} the series-parallel shape of a graph, {@code search} our planner, {@code rival}
 * the others, {@code simulate} runs a plan, {@code formats} reads and writes files, {@code zoo} builds the models of the
 * papers, {@code compare} runs planners beside each other.
 *
 * @see <a href="https://arxiv.org/abs/2406.17145">GraphPipe: Improving Performance and Scalability of DNN Training with
 *     Graph Pipeline Parallelism</a>
 */
package dev.braid.gpp;
