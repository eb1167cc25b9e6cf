package dev.braid.gpp.simulate;

import dev.braid.gpp.plan.Action;
import dev.braid.gpp.plan.StageProgram;
import java.util.ArrayList;
import java.util.List;

/**
 * One mini-batch as it went.
 *
 * @param iterationTime seconds from the first action to the last stage's update
 * @param throughput samples per second
 * @param stages in order of their ids
 * @param timeline in order of start; all actions, also those that take no time
 * @param transfers in order of the passes that they follow
 */
public record Simulation(
        double iterationTime,
        double throughput,
        List<StageUse> stages,
        List<TimelineEntry> timeline,
        List<Transfer> transfers) {
    public Simulation {
        stages = List.copyOf(stages);
        timeline = List.copyOf(timeline);
        transfers = List.copyOf(transfers);
    }

    /** What each stage did, in its order. */
    public List<StageProgram> programs() {
        List<List<Action>> actions = new ArrayList<>();
        stages.forEach(stage -> actions.add(new ArrayList<>()));
        timeline.forEach(entry -> actions.get(entry.stage()).add(entry.action()));
        List<StageProgram> programs = new ArrayList<>();
        for (StageUse stage : stages) {
            programs.add(new StageProgram(stage.stage(), actions.get(stage.stage())));
        }
        return programs;
    }
}
