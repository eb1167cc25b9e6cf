package dev.braid.jobs.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.ops.device.CpuDevice;
import dev.braid.ops.math.Precision;
import dev.braid.ops.update.UpdateOracle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepLoopTest {
    private static final int PARAMETERS = 13;
    private static final int SEQUENCES = 22;

    @TempDir
    Path folder;

    private final CpuDevice device = new CpuDevice(1);
    private final List<TrainingEvent> events = new ArrayList<>();

    @AfterEach
    void closeDevice() {
        device.close();
    }

    @RepeatedTest(20)
    void leasesTasksAndRetriesLeaveNoTraceInTheParameters() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        float[] expected = train(settings(8), new QuadraticRunner(1, 0), folder.resolve("a"), Optional.empty());
        OptionalInt lease = random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(1 << random.nextInt(4));
        QuadraticRunner runner = new QuadraticRunner(1 + random.nextInt(6), random.nextLong());

        float[] actual = train(settings(8, lease), runner, folder.resolve("b"), Optional.empty());

        assertArrayEquals(expected, actual, "seed " + seed);
    }

    @Test
    void aResumedRunEndsWithTheBitsOfAnUninterruptedOne() {
        float[] expected = train(settings(11), new QuadraticRunner(2, 1), folder.resolve("whole"), Optional.empty());
        Path interrupted = folder.resolve("interrupted");
        QuadraticRunner dies = new QuadraticRunner(2, 2) {
            @Override
            public List<LeaseOutcome> run(List<LeaseBlock> leases, float[] parameters) {
                if (leases.get(0).step() == 8) {
                    throw new IllegalStateException("the driver dies in step 8");
                }
                return super.run(leases, parameters);
            }
        };
        assertThrows(IllegalStateException.class, () -> train(settings(11), dies, interrupted, Optional.empty()));

        Optional<Checkpoint> resume =
                new CheckpointFolder(interrupted, 2).newest("print", CheckpointFolder.Torn.REFUSE);
        assertEquals(6, resume.orElseThrow().step());
        QuadraticRunner resumed = new QuadraticRunner(3, 3);
        float[] actual = train(settings(11), resumed, interrupted, resume);

        assertArrayEquals(expected, actual);
        assertEquals(List.of(6L, 8L, 10L, 11L), resumed.published);
    }

    @Test
    void everyEpochTrainsOnEverySequenceOnceInItsOwnOrder() {
        QuadraticRunner runner = new QuadraticRunner(2, 4);
        train(settings(6), runner, folder, Optional.empty());
        List<Long> first = flat(runner.trained.subList(0, 3));
        List<Long> second = flat(runner.trained.subList(3, 6));
        assertEquals(SEQUENCES, first.size());
        assertTrue(!first.equals(second), "both epochs have the order " + first);
        assertEquals(first.stream().sorted().toList(), second.stream().sorted().toList());
        assertEquals(SEQUENCES, first.stream().distinct().count());
    }

    @Test
    void theLossIsTheMeanOverTheTargetsOfTheWholeStep() {
        QuadraticRunner runner = new QuadraticRunner(4, 5);
        train(settings(1), runner, folder, Optional.empty());
        double loss = 0;
        long targets = 0;
        for (long sequence : runner.trained.get(0)) {
            loss += QuadraticRunner.loss(sequence, new float[PARAMETERS]);
            targets += QuadraticRunner.targets(sequence);
        }
        assertEquals(loss / targets, stepped().get(0).loss(), 1e-12);
    }

    @Test
    void theLossFallsAndValidationFollows() {
        train(settings(60), new QuadraticRunner(2, 6), folder, Optional.empty());
        List<TrainingEvent.Stepped> steps = stepped();
        assertTrue(steps.get(59).loss() < 0.2 * steps.get(0).loss(), "losses " + steps.get(0) + " " + steps.get(59));
        TrainingEvent.Evaluated last = events.stream()
                .filter(TrainingEvent.Evaluated.class::isInstance)
                .map(TrainingEvent.Evaluated.class::cast)
                .reduce((a, b) -> b)
                .orElseThrow();
        assertEquals(60, last.step());
        assertTrue(last.loss() < 0.2 * steps.get(0).loss(), "validation loss " + last.loss());
    }

    @Test
    void validationsThatDoNotGetBetterEndTheRun() {
        // A rate so high that plain descent swings ever further out.
        TrainSettings settings = new TrainSettings(
                new Schedule(SEQUENCES, 8, 1000),
                new LearningRate(2.5, LearningRate.Course.CONSTANT, 0, 1000),
                new LeaseSize(OptionalInt.empty()),
                100,
                OptionalLong.of(2),
                OptionalLong.empty(),
                OptionalInt.of(3));
        QuadraticRunner runner = new QuadraticRunner(2, 7);
        run(settings, runner, folder, Optional.empty(), new UpdateRule.Sgd(0));
        TrainingEvent.Finished finished = (TrainingEvent.Finished) events.get(events.size() - 1);
        assertEquals(TrainingEvent.End.EARLY_STOP, finished.end());
        assertEquals(8, finished.step());
        assertEquals(List.of(0L, 8L), runner.published);
        assertTrue(new CheckpointFolder(folder, 1)
                .newest("print", CheckpointFolder.Torn.REFUSE)
                .isPresent());
    }

    private float[] train(TrainSettings settings, LeaseRunner runner, Path checkpoints, Optional<Checkpoint> resume) {
        return run(settings, runner, checkpoints, resume, new UpdateRule.AdamW(0.9, 0.99, 1e-8, 0.01));
    }

    private float[] run(
            TrainSettings settings,
            LeaseRunner runner,
            Path checkpoints,
            Optional<Checkpoint> resume,
            UpdateRule rule) {
        UpdateOracle update = new UpdateOracle(Precision.FLOAT);
        Optimizer optimizer = new Optimizer(rule, OptionalDouble.of(1e6), new float[PARAMETERS], device, update);
        try (GradientExchange exchange = new DriverExchange(optimizer, runner, () -> {})) {
            StepLoop.Parts parts = new StepLoop.Parts(
                    settings,
                    (epoch, position) -> (position * 5 + epoch * 3) % SEQUENCES,
                    9,
                    exchange,
                    new CheckpointFolder(checkpoints, 2),
                    new StepLoop.Identity(42, "print"),
                    events::add,
                    System::nanoTime);
            return new StepLoop(parts, resume).run().parameters();
        }
    }

    private static TrainSettings settings(long steps) {
        return settings(steps, OptionalInt.empty());
    }

    private static TrainSettings settings(long steps, OptionalInt lease) {
        return new TrainSettings(
                new Schedule(SEQUENCES, 8, steps),
                LearningRate.withWarmupRatio(0.1, LearningRate.Course.COSINE, 0.1, steps),
                new LeaseSize(lease),
                2,
                OptionalLong.of(5),
                OptionalLong.of(3),
                OptionalInt.empty());
    }

    private List<TrainingEvent.Stepped> stepped() {
        return events.stream()
                .filter(TrainingEvent.Stepped.class::isInstance)
                .map(TrainingEvent.Stepped.class::cast)
                .toList();
    }

    private static List<Long> flat(List<List<Long>> lists) {
        return lists.stream().flatMap(List::stream).toList();
    }
}
