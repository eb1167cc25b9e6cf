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
    private StopRequest stop = new StopRequest();

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

        Optional<Checkpoint> resume = new CheckpointFolder(interrupted, 2).newest("print", CheckpointStore.Torn.REFUSE);
        assertEquals(6, resume.orElseThrow().step());
        QuadraticRunner resumed = new QuadraticRunner(3, 3);
        float[] actual = train(settings(11), resumed, interrupted, resume);

        assertArrayEquals(expected, actual);
        assertEquals(List.of(6L, 8L, 10L, 11L), resumed.published);
    }

    @Test
    void aRunThatIsStoppedSavesBehindTheStepThatItIsInAndGoesOnFromThere() {
        float[] expected = train(settings(11), new QuadraticRunner(2, 1), folder.resolve("whole"), Optional.empty());
        Path stopped = folder.resolve("stopped");
        QuadraticRunner asks = new QuadraticRunner(2, 2) {
            @Override
            public List<LeaseOutcome> run(List<LeaseBlock> leases, float[] parameters) {
                if (leases.get(0).step() == 7) {
                    stop.make();
                }
                return super.run(leases, parameters);
            }
        };
        Exception end =
                assertThrows(StoppedException.class, () -> train(settings(11), asks, stopped, Optional.empty()));
        assertTrue(end.getMessage().startsWith("stopped behind step 7 "), end.getMessage());
        assertEquals(
                new TrainingEvent.Saved(7, stopped.resolve("checkpoint-7").toString()), events.get(events.size() - 2));
        events.clear();
        assertArrayEquals(expected, resumed(stopped, 7));
    }

    @Test
    void aStepThatFailsWhileTheRunIsStoppedCostsNothingBeforeIt() {
        float[] expected = train(settings(11), new QuadraticRunner(2, 1), folder.resolve("whole"), Optional.empty());
        Path stopped = folder.resolve("stopped");
        QuadraticRunner fails = new QuadraticRunner(2, 2) {
            @Override
            public List<LeaseOutcome> run(List<LeaseBlock> leases, float[] parameters) {
                if (leases.get(0).step() == 6) {
                    stop.make();
                    throw new IllegalStateException("the executors are gone");
                }
                return super.run(leases, parameters);
            }
        };
        assertThrows(StoppedException.class, () -> train(settings(11), fails, stopped, Optional.empty()));
        assertArrayEquals(expected, resumed(stopped, 5));
    }

    @Test
    void aVersionThatIsLostBeforeItWasEverPublishedCostsTheRunNothing() {
        float[] expected = train(settings(6), new QuadraticRunner(2, 1), folder.resolve("whole"), Optional.empty());
        events.clear();
        QuadraticRunner loses = new QuadraticRunner(2, 1) {
            private int publications;

            @Override
            public void publish(long version, float[] parameters) {
                if (publications++ == 0) {
                    throw new StateLostException("both executors died", new IllegalStateException());
                }
                super.publish(version, parameters);
            }
        };
        assertArrayEquals(expected, train(settings(6), loses, folder.resolve("lost"), Optional.empty()));
        assertEquals(List.of(0L), steps(TrainingEvent.WentBack.class));
        assertEquals(0, steps(TrainingEvent.Published.class).get(0));
    }

    private List<Long> steps(Class<? extends TrainingEvent> kind) {
        return events.stream().filter(kind::isInstance).map(TrainingEvent::step).toList();
    }

    private float[] resumed(Path checkpoints, long step) {
        Optional<Checkpoint> resume = new CheckpointFolder(checkpoints, 2).newest("print", CheckpointStore.Torn.REFUSE);
        assertEquals(step, resume.orElseThrow().step());
        stop = new StopRequest();
        return train(settings(11), new QuadraticRunner(3, 3), checkpoints, resume);
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
                new PublishRule.Always(),
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
                .newest("print", CheckpointStore.Torn.REFUSE)
                .isPresent());
    }

    @Test
    void aVersionThatGotWorseIsHeldBackAndTheBestOneStays() {
        QuadraticRunner runner = new QuadraticRunner(2, 8);
        run(swinging(0), runner, folder, Optional.empty(), new UpdateRule.Sgd(0));

        // The loss grows from the first step on, so nothing is better than where the run began.
        assertEquals(List.of(0L), runner.published);
        List<TrainingEvent.HeldBack> held = heldBack();
        assertEquals(
                List.of(2L, 4L, 6L),
                held.stream().map(TrainingEvent.HeldBack::step).toList());
        assertEquals(OptionalLong.of(0), held.get(2).published());
        assertTrue(
                held.get(2).reason().contains("the lowest so far, of step 0"),
                held.get(2).reason());
    }

    @Test
    void aToleranceLetsThroughWhatIsALittleWorse() {
        QuadraticRunner runner = new QuadraticRunner(2, 9);
        run(swinging(1e9), runner, folder, Optional.empty(), new UpdateRule.Sgd(0));
        assertEquals(List.of(0L, 2L, 4L, 6L), runner.published);
        assertEquals(List.of(), heldBack());
    }

    @Test
    void versionsThatGetBetterAreSeenAtValidationsAlone() {
        QuadraticRunner runner = new QuadraticRunner(2, 10);
        LearningRate rate = LearningRate.withWarmupRatio(0.1, LearningRate.Course.COSINE, 0.1, 11);
        train(judged(11, rate, 0, 5), runner, folder, Optional.empty());
        assertEquals(List.of(0L, 5L, 10L, 11L), runner.published);
    }

    @Test
    void aResumedRunPublishesTheVersionThatPassedBefore() {
        train(settings(6), new QuadraticRunner(1, 0), folder, Optional.empty());
        Optional<Checkpoint> resume = new CheckpointFolder(folder, 2).newest("print", CheckpointStore.Torn.REFUSE);
        List<Long> asked = new ArrayList<>();
        TrainSettings settings = judged(8, new LearningRate(0.01, LearningRate.Course.CONSTANT, 0, 8), 0, 4);
        Optimizer optimizer = new Optimizer(
                new UpdateRule.AdamW(0.9, 0.99, 1e-8, 0.01),
                OptionalDouble.empty(),
                new float[PARAMETERS],
                device,
                new UpdateOracle(Precision.FLOAT));
        events.clear();
        try (GradientExchange exchange =
                new Republishing(new DriverExchange(optimizer, new QuadraticRunner(2, 11), () -> {}), asked)) {
            loop(settings, exchange, folder, resume).run();
        }
        assertEquals(List.of(6L), asked);
        assertEquals(new TrainingEvent.Published(5), events.get(1));
    }

    private static TrainSettings swinging(double tolerance) {
        return judged(6, new LearningRate(2.5, LearningRate.Course.CONSTANT, 0, 6), tolerance, 2);
    }

    private static TrainSettings judged(long steps, LearningRate rate, double tolerance, long evaluate) {
        return new TrainSettings(
                new Schedule(SEQUENCES, 8, steps),
                rate,
                new LeaseSize(OptionalInt.empty()),
                new PublishRule.NotWorse(tolerance),
                1,
                OptionalLong.of(evaluate),
                OptionalLong.empty(),
                OptionalInt.empty());
    }

    private List<TrainingEvent.HeldBack> heldBack() {
        return events.stream()
                .filter(TrainingEvent.HeldBack.class::isInstance)
                .map(TrainingEvent.HeldBack.class::cast)
                .toList();
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
            return loop(settings, exchange, checkpoints, resume).run().parameters();
        }
    }

    private StepLoop loop(
            TrainSettings settings, GradientExchange exchange, Path checkpoints, Optional<Checkpoint> resume) {
        StepLoop.Parts parts = new StepLoop.Parts(
                settings,
                (epoch, position) -> (position * 5 + epoch * 3) % SEQUENCES,
                9,
                exchange,
                new CheckpointFolder(checkpoints, 2),
                new StepLoop.Identity(42, "print"),
                events::add,
                stop,
                System::nanoTime);
        return new StepLoop(parts, resume);
    }

    /** Has kept the version of step 5. */
    private record Republishing(GradientExchange exchange, List<Long> asked) implements GradientExchange {
        @Override
        public OptionalLong republish(long step) {
            asked.add(step);
            return OptionalLong.of(5);
        }

        @Override
        public int parameters() {
            return exchange.parameters();
        }

        @Override
        public int tasks() {
            return exchange.tasks();
        }

        @Override
        public void restore(Optional<Checkpoint> checkpoint) {
            exchange.restore(checkpoint);
        }

        @Override
        public SummedStep step(List<LeaseBlock> leases, double learningRate) {
            return exchange.step(leases, learningRate);
        }

        @Override
        public double evaluate(List<LeaseBlock> leases) {
            return exchange.evaluate(leases);
        }

        @Override
        public void publish(long step) {
            exchange.publish(step);
        }

        @Override
        public ParameterState state() {
            return exchange.state();
        }

        @Override
        public void close() {
            exchange.close();
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
                new PublishRule.Always(),
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
