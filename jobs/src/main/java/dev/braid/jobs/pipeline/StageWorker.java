package dev.braid.jobs.pipeline;

import dev.braid.gpp.plan.Action;
import dev.braid.gpp.plan.Action.Closing;
import dev.braid.gpp.plan.Action.Kind;
import dev.braid.gpp.plan.Action.Pass;
import dev.braid.gpp.plan.Stage;
import dev.braid.stage.BorderTensor;
import dev.braid.stage.Samples;
import dev.braid.stage.StageReplica;
import io.netty.channel.ChannelFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One device of a pipeline: carries out its stage's program, action by action. An action begins when the one before it
 * is done and what it needs is there. One thread owns it; interrupting that thread ends any wait.
 */
public final class StageWorker {
    private final Job job;
    private final Seat seat;
    private final Stage stage;
    private final StageReplica replica;
    private final SampleSource samples;
    private final WorkerLinks links;
    private final Outbox outbox;
    private final ActionLoop loop;
    private final WorkerObserver observer;
    private final LongSupplier nanos;
    private final Duration patience;
    private final Map<String, List<PipeChannel>> gradientsOf;
    private long iteration;

    /** @param patience how long it waits for another worker */
    public StageWorker(Job job, Seat seat, Parts parts, WorkerLinks links, Duration patience) {
        this.job = job;
        this.seat = seat;
        this.stage = job.stage(seat.stage());
        this.replica = parts.replica();
        this.samples = parts.samples();
        this.links = links;
        this.outbox = new Outbox(job, seat, links, parts.delays(), parts.nanos());
        this.loop = parts.loop();
        this.observer = parts.observer();
        this.nanos = parts.nanos();
        this.patience = patience;
        this.gradientsOf = links.in(PipeChannel.Kind.GRADIENTS).stream()
                .filter(channel -> channel.tensor().isPresent())
                .collect(Collectors.groupingBy(channel -> channel.tensor().get().name()));
    }

    /** What a worker works with. */
    public record Parts(
            StageReplica replica,
            SampleSource samples,
            ActionLoop loop,
            TransferDelays delays,
            WorkerObserver observer,
            LongSupplier nanos) {}

    /**
     * Does one mini-batch, update included.
     *
     * @param iteration updates done before
     * @param epoch passes over the dataset done before
     * @throws PipelineException when a peer is gone or does not send in time
     */
    public void miniBatch(long iteration, int epoch) throws InterruptedException {
        this.iteration = iteration;
        long start = nanos.getAsLong();
        replica.begin(iteration, epoch);
        for (Action action : job.programs().get(seat.stage()).actions()) {
            if (Thread.interrupted()) {
                throw new InterruptedException(seat + " was told to end before " + action);
            }
            if (action instanceof Pass pass) {
                pass(pass);
            } else if (action == Closing.ALL_REDUCE) {
                allReduce();
            } else {
                timed(action, () -> {
                    replica.update(job.miniBatch(), stage.degree());
                    return null;
                });
            }
        }
        double penalty = seat.replica() == 0 ? replica.penalty() : 0;
        observer.miniBatch(iteration, replica.lossSum(), penalty, start, nanos.getAsLong());
    }

    private void pass(Pass pass) throws InterruptedException {
        switch (pass.kind()) {
            case FORWARD -> forward(pass);
            case BACKWARD, BACKWARD_INPUT -> backward(pass);
            case BACKWARD_WEIGHT -> {
                timed(pass, () -> {
                    replica.backwardWeight(pass.microBatch());
                    return null;
                });
                release(pass.microBatch());
            }
        }
    }

    private void forward(Pass pass) throws InterruptedException {
        int microBatch = pass.microBatch();
        await(pass, PipeChannel.Kind.ACTIVATIONS);
        List<Samples> inputs = new ArrayList<>();
        for (BorderTensor tensor : replica.border().inputs()) {
            inputs.add(
                    replica.border().modelInputs().contains(tensor.name())
                            ? read(tensor, microBatch)
                            : received(tensor, microBatch));
        }
        List<Samples> labels = replica.border().labels().stream()
                .map(tensor -> read(tensor, microBatch))
                .toList();
        List<Samples> outputs = timed(pass, () -> replica.forward(microBatch, inputs, labels));
        outbox.send(PipeChannel.Kind.ACTIVATIONS, iteration, microBatch, outputs);
    }

    private void backward(Pass pass) throws InterruptedException {
        int microBatch = pass.microBatch();
        await(pass, PipeChannel.Kind.GRADIENTS);
        List<Samples> gradients = new ArrayList<>();
        for (BorderTensor tensor : replica.border().outputs()) {
            gradients.add(gradient(tensor, microBatch));
        }
        List<Samples> back = timed(
                pass,
                () -> pass.kind() == Kind.BACKWARD
                        ? replica.backward(microBatch, gradients)
                        : replica.backwardInput(microBatch, gradients));
        outbox.send(PipeChannel.Kind.GRADIENTS, iteration, microBatch, back);
        if (pass.kind() == Kind.BACKWARD) {
            release(microBatch);
        }
    }

    private void await(Pass pass, PipeChannel.Kind kind) throws InterruptedException {
        for (PipeChannel channel : links.in(kind)) {
            Inbox.Awaited awaited = links.inbox().microBatch(channel.number(), iteration, pass.microBatch());
            if (!links.inbox().ready(awaited)) {
                loop.idle(pass);
                links.inbox().await(awaited, patience);
            }
        }
    }

    private Samples read(BorderTensor tensor, int microBatch) {
        return samples.read(tensor, iteration, seat.from(stage, microBatch), seat.count(stage));
    }

    private Samples received(BorderTensor tensor, int microBatch) {
        PipeChannel channel = links.in(PipeChannel.Kind.ACTIVATIONS).stream()
                .filter(each -> each.tensor().filter(tensor::equals).isPresent())
                .findFirst()
                .orElseThrow();
        return samples(tensor, channel, microBatch);
    }

    private Samples samples(BorderTensor tensor, PipeChannel channel, int microBatch) {
        return new Samples(
                tensor,
                seat.count(stage),
                links.inbox().samples(channel.number(), iteration, microBatch),
                links.inbox());
    }

    /** The sum over the stages that read the tensor, in the order of their channels. */
    private Samples gradient(BorderTensor tensor, int microBatch) {
        List<PipeChannel> channels = gradientsOf.get(tensor.name());
        Samples sum = samples(tensor, channels.get(0), microBatch);
        for (PipeChannel channel : channels.subList(1, channels.size())) {
            Sums.add(sum, samples(tensor, channel, microBatch));
        }
        return sum;
    }

    private void release(int microBatch) {
        for (PipeChannel.Kind kind : PipeChannel.Kind.values()) {
            links.in(kind).forEach(channel -> links.inbox().release(channel.number(), iteration, microBatch));
        }
    }

    private void allReduce() throws InterruptedException {
        Blocks blocks = links.blocks();
        if (blocks.replicas() == 1) {
            timed(Closing.ALL_REDUCE, () -> null);
            return;
        }
        long start = nanos.getAsLong();
        loop.idle(Closing.ALL_REDUCE);
        outbox.scatter(iteration);
        links.inbox().await(links.inbox().blocks(iteration, Blocks.Phase.SCATTER), patience);
        loop.run(Closing.ALL_REDUCE, () -> {
            blocks.addUp();
            return null;
        });
        List<ChannelFuture> sent = outbox.gather(iteration);
        links.inbox().await(links.inbox().blocks(iteration, Blocks.Phase.GATHER), patience);
        for (ChannelFuture each : sent) {
            requireSent(each);
        }
        links.inbox().releaseBlocks();
        observer.done(iteration, Closing.ALL_REDUCE, start, nanos.getAsLong());
    }

    private void requireSent(ChannelFuture sent) throws InterruptedException {
        if (!sent.await(patience.toMillis()) || !sent.isSuccess()) {
            throw new PipelineException(
                    seat + " could not send its block of the gradient within " + patience.toSeconds() + " s",
                    sent.cause());
        }
    }

    private <T> T timed(Action action, Supplier<T> work) {
        long start = nanos.getAsLong();
        T made = loop.run(action, work);
        observer.done(iteration, action, start, nanos.getAsLong());
        return made;
    }
}
