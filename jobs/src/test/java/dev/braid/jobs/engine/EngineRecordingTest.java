package dev.braid.jobs.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.data.pack.PackedSequence;
import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.sched.SchedulerEvent;
import dev.braid.jobs.sched.Slo;
import dev.braid.jobs.sched.tape.Recording;
import dev.braid.jobs.sched.tape.RecordingReader;
import dev.braid.jobs.sched.tape.RecordingWriter;
import dev.braid.jobs.sched.tape.Replay;
import dev.braid.model.decoder.Adapters;
import dev.braid.ops.sampling.SamplingParams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running engine's scheduler did on a real clock, read from its file, is what it does again. */
class EngineRecordingTest {
    @TempDir
    Path folder;

    @Test
    void theRecordingOfARunningEngineReplaysToTheSamePlans() throws IOException {
        long seed = new Random().nextLong();
        Path file = folder.resolve("scheduler.txt");
        long steps = run(file, new Random(seed));
        Recording recording = RecordingReader.read(file);
        long plans = recording.events().stream()
                .filter(SchedulerEvent.Planned.class::isInstance)
                .count();
        long carriedOut = recording.events().stream()
                .filter(SchedulerEvent.Completed.class::isInstance)
                .count();
        assertEquals(steps, carriedOut, "seed " + seed);
        assertEquals(plans, Replay.run(recording), "seed " + seed);
        List<Class<?>> kinds =
                List.of(SchedulerEvent.Weighed.class, SchedulerEvent.Keyed.class, SchedulerEvent.Dropped.class);
        kinds.forEach(kind ->
                assertTrue(recording.events().stream().anyMatch(kind::isInstance), "no " + kind + ", seed " + seed));
    }

    private long run(Path file, Random random) {
        var shape = Adapters.shape(TinyModel.write(folder.resolve("model"), 3), TinyModel.lora());
        EngineSpec.Job job = new EngineSpec.Job("mate", Optional.of(TinyModel.lora()), 64, 2, 5, 2.5);
        CoServingEngine engine = new EngineAssembly(TinyModel.spec(
                        folder.resolve("model"), Optional.of(job), TinyModel.scheduler(20, Slo.ofMillis(3, 100_000))))
                .open(System::nanoTime);
        engine.recordTo(RecordingWriter.open(file));
        engine.warmUp();
        engine.install(new AdapterVersion("mate", 0), Adapters.initial(shape, 1), TrainingService.Visibility.PUBLISHED);
        engine.step();
        for (int i = 0; i < 60; i++) {
            int[] prompt = random.ints(1 + random.nextInt(40), 0, 97).toArray();
            GenerationHandle handle = engine.submit(
                    new GenerationRequest(
                            i % 2 == 0 ? "tiny" : "mate",
                            prompt,
                            1 + random.nextInt(60),
                            SamplingParams.greedy(),
                            Set.of()),
                    new Collected());
            if (i % 10 == 0) {
                int[] ids = random.ints(1 + random.nextInt(60), 0, 97).toArray();
                PackedSequence sequence = new PackedSequence(ids, ids, new int[ids.length]);
                engine.train(
                        new TrainingLease("mate", 1, 0, 0, List.of(sequence, sequence), TrainingLease.Purpose.TRAIN),
                        leaf -> {});
            }
            IntStream.range(0, random.nextInt(12)).forEach(step -> engine.step());
            if (random.nextInt(8) == 0) {
                handle.cancel();
            }
        }
        while (engine.step() == CoServingEngine.Progress.WORKED) {}
        long steps = engine.status().steps();
        engine.close();
        return steps;
    }
}
