package dev.braid.jobs.engine;

import dev.braid.jobs.adapter.AdapterVersion;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** What other threads ask of an engine. */
sealed interface Message {
    record Submit(long id, GenerationRequest request, GenerationListener listener, long arrivedNanos)
            implements Message {}

    record Cancel(long id) implements Message {}

    record Install(
            AdapterVersion version,
            float[] weights,
            TrainingService.Visibility visibility,
            CompletableFuture<Void> done)
            implements Message {}

    record Train(TrainingLease lease, Consumer<LeafResult> leaves, CompletableFuture<Void> done) implements Message {}

    record Abandon(TrainingLease lease) implements Message {}

    record Stage(Runnable work, CompletableFuture<Void> done) implements Message {}

    record Bubble(long nanos) implements Message {}

    record Detach() implements Message {}

    record Stop(CompletableFuture<Void> done) implements Message {}
}
