package dev.braid.jobs.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Draws traces: the same generator state gives the same trace. */
public record TraceGenerator(ArrivalProcess process, Lengths prompts, Lengths outputs) {
    public Trace generate(double seconds, RandomGenerator random) {
        Checks.positive("seconds", seconds);
        List<Arrival> arrivals = new ArrayList<>();
        for (double at : process.times(seconds, random)) {
            arrivals.add(new Arrival(at, prompts.draw(random), outputs.draw(random)));
        }
        return new Trace(seconds, arrivals);
    }
}
