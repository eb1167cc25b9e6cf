package dev.braid.jobs.spark.exchange;

import dev.braid.jobs.exchange.Slices;
import dev.braid.jobs.spark.BraidKryoRegistrator;
import dev.braid.jobs.train.CheckpointFolder;
import dev.braid.jobs.train.DriverExchange;
import dev.braid.jobs.train.GradientExchange;
import dev.braid.jobs.train.LearningRate;
import dev.braid.jobs.train.LeaseBlock;
import dev.braid.jobs.train.LeaseOutcome;
import dev.braid.jobs.train.LeaseRunner;
import dev.braid.jobs.train.LeaseSize;
import dev.braid.jobs.train.Optimizer;
import dev.braid.jobs.train.PublishRule;
import dev.braid.jobs.train.Schedule;
import dev.braid.jobs.train.StepLoop;
import dev.braid.jobs.train.StopRequest;
import dev.braid.jobs.train.TrainSettings;
import dev.braid.jobs.train.TrainingEvent;
import dev.braid.jobs.train.UpdateRule;
import dev.braid.ops.CpuKernels;
import dev.braid.ops.device.CpuDevice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * A training loop over {@link WavyWork}, with either exchange.
 *
 * @param steps optimizer steps; a checkpoint after every third
 * @param seed of the sizes that must not matter
 */
record ExchangeRun(int parameters, int steps, UpdateRule rule, Path folder, long seed) {
    private static final long SEQUENCES = 29;

    static SparkConf conf(String master) {
        return new SparkConf(false)
                .setMaster(master)
                .setAppName("exchange")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .set("spark.kryo.registrator", BraidKryoRegistrator.class.getName())
                .set("spark.kryo.registrationRequired", "true")
                .set("spark.executor.extraClassPath", System.getProperty("surefire.test.class.path"));
    }

    private float[] initial() {
        Random random = new Random(7);
        float[] initial = new float[parameters];
        for (int i = 0; i < initial.length; i++) {
            initial[i] = (float) random.nextGaussian();
        }
        return initial;
    }

    /** In the driver's heap, with leases run here. */
    float[] byDriver() {
        return train(driver(new LeaseRunner() {
            @Override
            public int tasks() {
                return 1;
            }

            @Override
            public List<LeaseOutcome> run(List<LeaseBlock> leases, float[] parameters) {
                WavyWork work = new WavyWork();
                VersionWeights weights = new Given(parameters);
                return leases.stream().map(lease -> work.run(lease, weights)).toList();
            }

            @Override
            public void publish(long version, float[] parameters) {}
        }));
    }

    private record Given(float[] read) implements VersionWeights {
        @Override
        public int size() {
            return read.length;
        }
    }

    private GradientExchange driver(LeaseRunner runner) {
        CpuDevice device = new CpuDevice(1);
        Optimizer optimizer = new Optimizer(
                rule,
                OptionalDouble.of(3),
                initial(),
                device,
                CpuKernels.vector(device).update());
        return new DriverExchange(optimizer, runner, device::close);
    }

    /** On the executors of an application. */
    float[] byShuffle(JavaSparkContext spark, Consumer<TrainingEvent> listener) {
        Random random = new Random(seed);
        Slices slices = Slices.atMost(parameters, 1 + random.nextInt(5));
        int tasks = 1 + random.nextInt(6);
        List<SlicedWeights> published = new ArrayList<>();
        return train(
                new ShuffleExchange(new ShuffleExchange.Parts(
                        spark,
                        new WavyWork(),
                        slices,
                        rule,
                        OptionalDouble.of(3),
                        this::initial,
                        () -> tasks,
                        new VersionAnnouncer() {
                            @Override
                            public void publish(long step, SlicedWeights weights) {
                                published.add(weights);
                            }

                            @Override
                            public void refresh() {}
                        })),
                listener);
    }

    /** With leases as tasks, and parameters broadcast. */
    float[] byDriver(JavaSparkContext spark, Consumer<TrainingEvent> listener) {
        return train(
                driver(new LeaseRunner() {
                    @Override
                    public int tasks() {
                        return 4;
                    }

                    @Override
                    public List<LeaseOutcome> run(List<LeaseBlock> leases, float[] parameters) {
                        Broadcast<float[]> version = spark.broadcast(parameters);
                        WavyWork work = new WavyWork();
                        BroadcastWeights weights = new BroadcastWeights(parameters.length, version);
                        return spark.parallelize(leases, leases.size())
                                .map(lease -> work.run(lease, weights))
                                .collect();
                    }

                    @Override
                    public void publish(long version, float[] parameters) {}
                }),
                listener);
    }

    private float[] train(GradientExchange exchange) {
        return train(exchange, event -> {});
    }

    private float[] train(GradientExchange exchange, Consumer<TrainingEvent> listener) {
        TrainSettings settings = new TrainSettings(
                new Schedule(SEQUENCES, 11, steps),
                new LearningRate(0.05, LearningRate.Course.CONSTANT, 0, steps),
                new LeaseSize(OptionalInt.empty()),
                new PublishRule.Always(),
                2,
                OptionalLong.of(4),
                OptionalLong.of(3),
                OptionalInt.empty());
        StepLoop.Parts parts = new StepLoop.Parts(
                settings,
                (epoch, position) -> (position * 5 + epoch * 3) % SEQUENCES,
                7,
                exchange,
                new CheckpointFolder(folder, 2),
                new StepLoop.Identity(42, "print"),
                listener,
                new StopRequest(),
                System::nanoTime);
        try (exchange) {
            return new StepLoop(parts, Optional.empty()).run().parameters();
        }
    }
}
