package dev.braid.gpp.simulate;

import dev.braid.gpp.cost.StageCost;
import dev.braid.gpp.plan.Action;
import dev.braid.gpp.plan.Action.Closing;
import dev.braid.gpp.plan.Action.Kind;
import dev.braid.gpp.plan.Action.Pass;
import dev.braid.gpp.plan.Stage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A stage while it is simulated: what it has done, what has arrived, what it keeps. */
final class StageState {
    /** Seconds of what it does, where its devices are. */
    record Seconds(StageCost cost, double allReduce) {
        double of(Action action) {
            if (!(action instanceof Pass pass)) {
                return action == Closing.ALL_REDUCE ? allReduce : 0;
            }
            return switch (pass.kind()) {
                case FORWARD -> cost.forward();
                case BACKWARD -> cost.backward();
                case BACKWARD_INPUT -> cost.inputGradient();
                case BACKWARD_WEIGHT -> cost.weightGradient();
            };
        }
    }

    private final Stage stage;
    private final Seconds seconds;
    private final int count;
    private final MemoryMeter memory;
    private final Map<Kind, Integer> done = new EnumMap<>(Kind.class);
    final List<Channel> inputs = new ArrayList<>();
    final List<Channel> outputs = new ArrayList<>();
    final List<Channel> gradients = new ArrayList<>();
    final List<Channel> inputGradients = new ArrayList<>();
    private double busySeconds;
    private boolean reduced;
    private boolean idle = true;

    StageState(Stage stage, Seconds seconds) {
        this.stage = stage;
        this.seconds = seconds;
        this.count = seconds.cost().miniBatch() / stage.microBatch();
        this.memory = new MemoryMeter(seconds.cost());
        for (Kind kind : Kind.values()) {
            done.put(kind, 0);
        }
    }

    boolean ready(Action action) {
        return idle && obstacle(action).isEmpty();
    }

    /** The first thing that keeps the stage from an action. */
    Optional<Wait> obstacle(Action action) {
        if (!(action instanceof Pass pass)) {
            boolean may = action == Closing.ALL_REDUCE ? released() == count : reduced;
            return may ? Optional.empty() : Optional.of(own(action));
        }
        if (!inTurn(pass)) {
            return Optional.of(own(pass));
        }
        return switch (pass.kind()) {
            case FORWARD -> missing(pass, inputs, Wait.What.ACTIVATIONS);
            case BACKWARD, BACKWARD_INPUT -> missing(pass, gradients, Wait.What.GRADIENTS);
            case BACKWARD_WEIGHT -> Optional.empty();
        };
    }

    /** Passes of a kind come in order of micro-batches, a backward after its forward, and a forward needs a place. */
    private boolean inTurn(Pass pass) {
        int number = pass.microBatch();
        if (pass.kind() == Kind.FORWARD) {
            boolean place = (memory.microBatches() + 1) * stage.microBatch() <= stage.inFlight();
            return number == done.get(Kind.FORWARD) && number < count && place;
        }
        if (pass.kind() == Kind.BACKWARD_WEIGHT) {
            return number == released() && number < done.get(Kind.BACKWARD_INPUT);
        }
        return number == done.get(Kind.BACKWARD) + done.get(Kind.BACKWARD_INPUT) && number < done.get(Kind.FORWARD);
    }

    private int released() {
        return done.get(Kind.BACKWARD) + done.get(Kind.BACKWARD_WEIGHT);
    }

    private Optional<Wait> missing(Pass pass, List<Channel> channels, Wait.What what) {
        int needed = (pass.microBatch() + 1) * stage.microBatch();
        for (Channel channel : channels) {
            if (channel.arrived() < needed) {
                return Optional.of(new Wait(stage.id(), pass, channel.from(), what, needed, channel.arrived()));
            }
        }
        return Optional.empty();
    }

    private Wait own(Action action) {
        return new Wait(stage.id(), action, stage.id(), Wait.What.OWN_PASSES, 0, 0);
    }

    /** Begins an action that is ready; returns when it ends. */
    TimelineEntry begin(Action action, double time) {
        idle = false;
        if (action instanceof Pass pass) {
            if (pass.kind() == Kind.FORWARD) {
                memory.forwardBegins(time);
            } else {
                memory.backwardBegins(time);
            }
        }
        double duration = seconds.of(action);
        busySeconds += duration;
        return new TimelineEntry(stage.id(), action, time, time + duration);
    }

    /** Ends the action that was begun; returns the channels that carry what it made. */
    List<Channel> end(Action action, double time) {
        idle = true;
        if (!(action instanceof Pass pass)) {
            reduced = true;
            return List.of();
        }
        Kind kind = pass.kind();
        done.merge(kind, 1, Integer::sum);
        if (kind == Kind.FORWARD) {
            return outputs;
        }
        memory.backwardEnds(kind, time);
        return kind == Kind.BACKWARD_WEIGHT ? List.of() : inputGradients;
    }

    boolean idle() {
        return idle;
    }

    StageUse use(double iterationTime, double waitingBytes) {
        double bubble = iterationTime == 0 ? 0 : Math.max(0, 1 - busySeconds / iterationTime);
        return new StageUse(
                stage.id(), busySeconds, bubble, memory.peakSamples(), memory.peak(), waitingBytes, memory.steps());
    }
}
