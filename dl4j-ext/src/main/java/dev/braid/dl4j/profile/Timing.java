package dev.braid.dl4j.profile;

import dev.braid.gpp.cost.Work;

/** Seconds of one pass at two batch sizes, the second twice the first. */
record Timing(int samples, double seconds, double secondsOfTwice) {
    /**
     * The line through both. Where a clock's noise would make a part of it negative, all of the time is per sample or
     * all of it is launch.
     */
    Work.Measured line() {
        double slope = Math.max(0, secondsOfTwice - seconds) / samples;
        double perSample = Math.min(slope, seconds / samples);
        return new Work.Measured(perSample, Math.max(0, seconds - perSample * samples));
    }
}
