/**
 * The planners that ours is compared with. {@code PipeDreamPlanner}, {@code TwoBwPlanner}, {@code PiperPlanner},
 * {@code SequentialPlanner} and {@code DataParallelPlanner} plan under the costs that every planner here is judged by;
 * {@code OriginalPipeDream}, {@code OriginalTwoBw} and {@code OriginalPiper} are the published planners with their own
 * inputs and costs, to show that the former search what the latter did.
 *
 * <p>Both forms of a planner search the same space: nested sets of operators ({@code NestedSets}) say where a sequence of
 * stages may be cut, and {@code CutTable} is the dynamic programme over them. Depends on {@code cost}, {@code plan} and,
 * for the originals, {@code formats}.
 */
package dev.braid.gpp.rival;
