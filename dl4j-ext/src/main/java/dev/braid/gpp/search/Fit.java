package dev.braid.gpp.search;

import dev.braid.gpp.cost.Link;
import dev.braid.gpp.cost.StageCost;
import dev.braid.gpp.cost.Topology;
import dev.braid.gpp.cost.Training;

/**
 * Whether a load is a stage within a target time per sample and the memory of its devices, and by which degree: the cost
 * model of {@link StageCost} on sums.
 */
final class Fit {
    /** No degree is enough. */
    static final int NONE = -1;

    private final Ground ground;
    private final Topology topology;
    private final Training training;
    private final Link link;
    private final double target;
    private final double memory;

    /** @param memory bytes of a device that may be used */
    Fit(Ground ground, double target, double memory) {
        this.ground = ground;
        this.target = target;
        this.memory = memory;
        topology = ground.problem().topology();
        training = ground.problem().training();
        link = topology.within(topology.devices());
    }

    /** The place of the smallest degree whose work alone keeps the target; the number of degrees when none does. */
    int byWork(int start, int end, MicroBatch microBatch, int from) {
        double most = target * microBatch.samples();
        Share[] shares = microBatch.shares();
        int at = from;
        while (at < shares.length && shares[at].seconds()[end] - shares[at].seconds()[start] > most) {
            at++;
        }
        return at;
    }

    /** True when the state of so many bytes of parameters is more than a device has, whatever the degree. */
    boolean tooLarge(double parameters) {
        return parameters * training.stateFactor() > memory;
    }

    /** The place of the smallest degree, from a place on, that keeps the target; the number of degrees when none does. */
    int inTime(Load load, MicroBatch microBatch, int from) {
        int at = from;
        while (at < microBatch.degrees().length && spare(load, microBatch, at) < 0) {
            at++;
        }
        return at;
    }

    /** The place of the smallest degree, from a place on, that keeps the target and the memory; {@link #NONE} when none up to {@code most} does. */
    int degree(Load load, MicroBatch microBatch, int from, int most, int inFlight) {
        int[] degrees = microBatch.degrees();
        for (int at = from; at < degrees.length && degrees[at] <= most; at++) {
            double spare = spare(load, microBatch, at);
            if (spare >= 0 && remembers(load, microBatch, at, spare, inFlight)) {
                return at;
            }
        }
        return NONE;
    }

    /** Seconds of a micro-batch that are left under the target. */
    private double spare(Load load, MicroBatch microBatch, int at) {
        Share share = microBatch.shares()[at];
        double allReduce =
                StageCost.allReduceSeconds(topology, load.parameters, microBatch.degrees()[at]);
        double most = (target - allReduce / training.miniBatch()) * microBatch.samples();
        return most - load.seconds(share) - transfer(load, share.samples());
    }

    private double transfer(Load load, int samples) {
        return ground.transfers()
                .perMicroBatch(2.0 * load.edges * link.latencySeconds()
                        + 2 * samples * (load.inBytes + load.outBytes) / link.bytesPerSecond());
    }

    /** Whether the memory is enough, with recomputation that takes at most the spare seconds of a micro-batch. */
    private boolean remembers(Load load, MicroBatch microBatch, int at, double spare, int inFlight) {
        Share share = microBatch.shares()[at];
        int flying = StageCost.held(inFlight, microBatch.samples(), microBatch.degrees()[at]);
        double bytes = load.parameters * training.stateFactor()
                + flying * (load.saved + load.inBytes)
                + share.samples() * (load.inBytes + load.outBytes);
        if (bytes <= memory) {
            return true;
        }
        int gain = flying - share.samples();
        return gain > 0
                && bytes - memory <= gain * load.saved
                && ground.recompute().seconds(load, share, (bytes - memory) / gain) <= spare;
    }
}
