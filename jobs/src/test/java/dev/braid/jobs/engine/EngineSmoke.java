package dev.braid.jobs.engine;

import dev.braid.data.pack.PackedSequence;
import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.sched.Slo;
import dev.braid.model.decoder.Adapters;
import dev.braid.model.files.ModelConfig;
import dev.braid.ops.sampling.SamplingParams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** An engine over a tiny decoder that answers one request and runs one lease at the same time. */
final class EngineSmoke {
    private static final int MOST_STEPS = 1_000;

    private EngineSmoke() {}

    /** The tokens generated and a digest of the gradient; the same wherever it runs. */
    static String run(Path folder) {
        ModelConfig config = TinyModel.write(folder, 5);
        EngineSpec.Job job = new EngineSpec.Job("mate", Optional.of(TinyModel.lora()), 32, 2, 7);
        EngineAssembly assembly = new EngineAssembly(
                TinyModel.spec(folder, Optional.of(job), TinyModel.scheduler(11, Slo.ofMillis(1, 100_000))));
        float[] weights = Adapters.initial(Adapters.shape(config, TinyModel.lora()), 3);
        CoServingEngine engine = assembly.open(System::nanoTime);
        engine.warmUp();
        engine.install(new AdapterVersion("mate", 0), weights, TrainingService.Visibility.PUBLISHED);
        Collected answer = new Collected();
        List<LeafResult> leaves = new ArrayList<>();
        engine.submit(
                new GenerationRequest("tiny", new int[] {3, 4, 5}, 12, SamplingParams.greedy(), Set.of()), answer);
        CompletableFuture<Void> done = engine.train(lease(), leaves::add);
        for (int i = 0; i < MOST_STEPS && !(answer.isOver() && done.isDone()); i++) {
            engine.step();
        }
        done.join();
        engine.stop();
        engine.step();
        return answer.ids() + " " + leaves.get(0).lossSum() + " "
                + Arrays.hashCode(leaves.get(0).gradient());
    }

    private static TrainingLease lease() {
        int[] ids = new int[20];
        for (int t = 0; t < ids.length; t++) {
            ids[t] = 7 * t % 97;
        }
        PackedSequence sequence = new PackedSequence(ids, ids, new int[ids.length]);
        return new TrainingLease("mate", 1, 0, 0, List.of(sequence), TrainingLease.Purpose.TRAIN);
    }

    /** Prints the result, or fails when Spark can be found. */
    public static void main(String[] args) throws IOException {
        for (String name : List.of("org.apache.spark.SparkContext", "scala.Option", "org.nd4j.linalg.factory.Nd4j")) {
            requireAbsent(name);
        }
        System.out.println(run(Files.createDirectories(Path.of(args[0]))));
    }

    private static void requireAbsent(String name) {
        try {
            Class.forName(name);
        } catch (ClassNotFoundException expected) {
            return;
        }
        throw new IllegalStateException(name + " is on the class path");
    }
}
