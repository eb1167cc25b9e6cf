package dev.braid.gpp.rival;

import dev.braid.gpp.formats.PiperInput;

/**
 * PipeDream-2BW's planner as Piper's authors compared with it: Piper's input and costs, equally many layers in each
 * stage, degrees that all stages share, and one mode, such as recomputation, for all nodes or for none.
 *
 * @see <a href="https://arxiv.org/abs/2006.09503">Memory-Efficient Pipeline-Parallel DNN Training</a>
 */
public final class OriginalTwoBw {
    private OriginalTwoBw() {}

    public static OriginalOutcome<PiperPlan> plan(PiperInput input) {
        PiperModel model = PiperNumbers.model(input);
        return new EqualSearch(model)
                .best()
                .<OriginalOutcome<PiperPlan>>map(OriginalOutcome.Found::new)
                .orElseGet(() -> new OriginalOutcome.Infeasible<>("no equal split fits " + model.memoryBytes()
                        + " bytes on each of " + model.devices() + " devices"));
    }
}
