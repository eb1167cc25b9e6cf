package dev.braid.jobs.pipeline;

import dev.braid.stage.BorderTensor;
import dev.braid.stage.StageBorder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One tensor's way from one stage to another, or its gradient's way back.
 *
 * @param number by which all workers know it
 * @param from the stage that sends
 * @param tensor empty where the plan only orders the two stages
 */
record PipeChannel(int number, Kind kind, int from, int to, Optional<BorderTensor> tensor) {
    /** What travels. */
    enum Kind {
        ACTIVATIONS,
        GRADIENTS
    }

    /** All channels of a job, the same list in every worker. */
    static List<PipeChannel> all(Job job) {
        List<PipeChannel> channels = new ArrayList<>();
        for (int to = 0; to < job.borders().size(); to++) {
            for (int from = 0; from < to; from++) {
                add(channels, job, from, to);
            }
        }
        return channels;
    }

    private static void add(List<PipeChannel> channels, Job job, int from, int to) {
        StageBorder receiver = job.borders().get(to);
        List<BorderTensor> shared = job.borders().get(from).outputs().stream()
                .filter(tensor -> receiver.received().contains(tensor))
                .toList();
        shared.forEach(tensor -> both(channels, from, to, Optional.of(tensor)));
        if (shared.isEmpty() && job.stage(from).successors().contains(to)) {
            both(channels, from, to, Optional.empty());
        }
    }

    private static void both(List<PipeChannel> channels, int from, int to, Optional<BorderTensor> tensor) {
        channels.add(new PipeChannel(channels.size(), Kind.ACTIVATIONS, from, to, tensor));
        channels.add(new PipeChannel(channels.size(), Kind.GRADIENTS, to, from, tensor));
    }

    int sampleBytes() {
        return tensor.map(BorderTensor::sampleBytes).orElse(0);
    }

    @Override
    public String toString() {
        String what = tensor.map(BorderTensor::name).orElse("order");
        return (kind == Kind.ACTIVATIONS ? what : "the gradient of " + what) + " from stage " + from;
    }
}
