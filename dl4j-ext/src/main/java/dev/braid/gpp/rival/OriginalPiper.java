package dev.braid.gpp.rival;

import dev.braid.gpp.formats.PiperInput;
import java.util.Optional;

/**
 * Piper's planner as it was published: its own input, its own costs, every downset of the graph, tensor-parallel degrees,
 * data-parallel degrees that divide the number of micro-batches, and a mode for every node. Plans are never slower than
 * those of the original program, which leaves out gains below a billionth of a second.
 *
 * @see <a href="https://proceedings.neurips.cc/paper/2021/hash/d01eeca8b24321cd2fe89dd85b9beb51-Abstract.html">Piper:
 *     Multidimensional Planner for DNN Parallelization</a>
 */
public final class OriginalPiper {
    private OriginalPiper() {}

    public static OriginalOutcome<PiperPlan> plan(PiperInput input) {
        PiperModel model = PiperNumbers.model(input);
        int most = PiperPlanner.MOST_DOWNSETS;
        Optional<Downsets> downsets = Downsets.of(model.successors(), PiperNumbers.backwards(model), most);
        if (downsets.isEmpty()) {
            return new OriginalOutcome.Infeasible<>(
                    "the graph of " + model.size() + " nodes has more than " + most + " downsets");
        }
        return new PiperSearch(model, downsets.get())
                .best()
                .<OriginalOutcome<PiperPlan>>map(OriginalOutcome.Found::new)
                .orElseGet(() -> new OriginalOutcome.Infeasible<>("no pipeline fits " + model.memoryBytes()
                        + " bytes on each of " + model.devices() + " devices"));
    }
}
