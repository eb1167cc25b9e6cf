package dev.braid.jobs.adapter;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Which version of the base model's weights stands in which of their copies, in full-parameter training, and which
 * sequences hold them there. Training reads one copy, sequences begin with the one that was published last; they are the
 * same until the next version comes for training. A copy that a sequence pins stays as it is. Used by the engine's thread
 * alone.
 */
public final class BaseVersions {
    private static final long AS_LOADED = -1;

    private final long[] steps;
    private final int[] pins;
    private int training;
    private int published;

    /** @param copies 1 where nobody is served while weights change, else at least 2; with 3 a version seldom waits */
    public BaseVersions(int copies) {
        if (copies < 1) {
            throw new IllegalArgumentException("copies is " + copies + ", must be at least 1");
        }
        this.steps = new long[copies];
        this.pins = new int[copies];
        Arrays.fill(steps, AS_LOADED);
    }

    /** A sequence begins: with the copy that is returned. */
    public int pin() {
        pins[published]++;
        return published;
    }

    /** A sequence that pinned the copy has ended. */
    public void unpin(int copy) {
        if (pins[copy] == 0) {
            throw new IllegalStateException("copy " + copy + " is unpinned but nobody pins it");
        }
        pins[copy]--;
    }

    /** Sequences that hold a copy. */
    public int pins() {
        return IntStream.of(pins).sum();
    }

    /** Step of the version that sequences begin with; empty for the weights that were loaded. */
    public OptionalLong publishedStep() {
        return stepOf(published);
    }

    /** Step of the version in a copy; empty for the weights that were loaded. */
    public OptionalLong stepOf(int copy) {
        return steps[copy] == AS_LOADED ? OptionalLong.empty() : OptionalLong.of(steps[copy]);
    }

    /** The copy that training reads; empty when it does not hold the version of this step. */
    public OptionalInt training(long step) {
        return steps[training] == step ? OptionalInt.of(training) : OptionalInt.empty();
    }

    /** The copy that the next version for training goes to; it holds nothing until {@link #train}. */
    public int vacateTraining() {
        if (training == published && steps.length > 1) {
            training = free().orElseThrow(() -> new IllegalStateException("no copy is free for training"));
        }
        steps[training] = AS_LOADED;
        return training;
    }

    /** The version now stands in the copy that {@link #vacateTraining} gave. */
    public void train(int copy, long step) {
        steps[copy] = step;
    }

    /**
     * Where a version that is to be published goes, or is already: then it needs no packing ({@link #training} tells).
     *
     * @return the copy, which is not published until {@link #publish}; empty while all are held
     */
    public OptionalInt vacatePublished(long step) {
        if (steps.length == 1) {
            return OptionalInt.of(0);
        }
        if (steps[training] != step) {
            return free();
        }
        // Training goes on in another copy, so there must be one.
        return free().isPresent() ? OptionalInt.of(training) : OptionalInt.empty();
    }

    /** Sequences that begin from now on get the version in this copy. */
    public void publish(int copy, long step) {
        steps[copy] = step;
        published = copy;
    }

    /** A copy that nobody holds and training does not read; it may be the one that is published now. */
    private OptionalInt free() {
        return IntStream.range(0, steps.length)
                .filter(copy -> copy != training && pins[copy] == 0)
                .findFirst();
    }
}
