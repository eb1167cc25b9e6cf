package dev.braid.jobs.main.exchange;

import dev.braid.jobs.engine.TrainingLease.Purpose;
import dev.braid.jobs.exchange.Slices;
import dev.braid.jobs.report.ExchangePoint;
import dev.braid.jobs.spark.BraidKryoRegistrator;
import dev.braid.jobs.spark.exchange.BroadcastWeights;
import dev.braid.jobs.spark.exchange.ShuffleExchange;
import dev.braid.jobs.spark.exchange.SlicedWeights;
import dev.braid.jobs.spark.exchange.SparkFailures;
import dev.braid.jobs.spark.exchange.VersionAnnouncer;
import dev.braid.jobs.train.DriverExchange;
import dev.braid.jobs.train.GradientExchange;
import dev.braid.jobs.train.LeaseBlock;
import dev.braid.jobs.train.LeaseOutcome;
import dev.braid.jobs.train.LeaseRunner;
import dev.braid.jobs.train.Optimizer;
import dev.braid.jobs.train.UpdateRule;
import dev.braid.ops.CpuKernels;
import dev.braid.ops.device.CpuDevice;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** A local cluster whose executors exchange gradients of one size. */
final class ExchangeCluster implements AutoCloseable {
    private static final UpdateRule RULE = new UpdateRule.AdamW(0.9, 0.999, 1e-8, 0);
    private static final OptionalDouble CLIP = OptionalDouble.of(1);
    /** Heap of an executor beside the blocks of its gradients, MiB. */
    private static final int HEAP = 500;
    /** Blocks as large as the gradient that an executor may hold at a time, and those that executors share. */
    private static final int BLOCKS = 4;

    private static final int SHARED_BLOCKS = 12;

    private final int executors;
    private final int parameters;
    private final JavaSparkContext spark;
    private final AtomicLong resultBytes = new AtomicLong();

    ExchangeCluster(int executors, int megabytes) {
        this.executors = executors;
        this.parameters = megabytes * 1_000_000 / Float.BYTES;
        int heap = HEAP + (BLOCKS + SHARED_BLOCKS / executors) * megabytes;
        SparkConf conf = new SparkConf()
                .setMaster("local-cluster[" + executors + ",1," + heap + "]")
                .setAppName("exchange")
                .set("spark.executor.memory", heap + "m")
                .set("spark.ui.enabled", "false")
                .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .set("spark.kryo.registrator", BraidKryoRegistrator.class.getName())
                .set("spark.kryo.registrationRequired", "true")
                .set("spark.kryoserializer.buffer.max", "1g")
                // Blocks of other executors come over the network, as if they had hosts of their own.
                .set("spark.shuffle.readHostLocalDisk", "false");
        this.spark = new JavaSparkContext(conf);
        spark.sc().addSparkListener(new SparkListener() {
            @Override
            public void onTaskEnd(SparkListenerTaskEnd end) {
                if (end.taskMetrics() != null) {
                    resultBytes.addAndGet(end.taskMetrics().resultSize());
                }
            }
        });
        awaitExecutors();
    }

    /** As hard to compress as trained parameters are. */
    private float[] initial() {
        SplittableRandom random = new SplittableRandom(1);
        float[] initial = new float[parameters];
        for (int i = 0; i < initial.length; i++) {
            initial[i] = (float) random.nextDouble(-1, 1);
        }
        return initial;
    }

    private void awaitExecutors() {
        long deadline = System.nanoTime() + 120_000_000_000L;
        while (spark.statusTracker().getExecutorInfos().length <= executors) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("of " + executors + " executors only "
                        + (spark.statusTracker().getExecutorInfos().length - 1) + " came within 120 s");
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while executors were starting", e);
            }
        }
    }

    ExchangePoint byDriver(int steps) {
        CpuDevice device = new CpuDevice(1);
        Optimizer optimizer = new Optimizer(
                RULE, CLIP, initial(), device, CpuKernels.vector(device).update());
        return measure("driver", new DriverExchange(optimizer, new BroadcastRunner(), device::close), steps);
    }

    ExchangePoint byShuffle(int steps) {
        return measure(
                "shuffle",
                new ShuffleExchange(new ShuffleExchange.Parts(
                        spark,
                        new IdleWork(),
                        Slices.atMost(parameters, executors),
                        RULE,
                        CLIP,
                        this::initial,
                        () -> executors,
                        new Nobody())),
                steps);
    }

    private ExchangePoint measure(String name, GradientExchange exchange, int steps) {
        long bytes = (long) parameters * Float.BYTES;
        try (exchange) {
            exchange.restore(Optional.empty());
            Optional<ExchangePoint.Measured> best = Optional.empty();
            for (int step = 1; step <= steps; step++) {
                ExchangePoint.Measured measured = step(exchange, step);
                boolean better =
                        best.isEmpty() || measured.seconds() < best.get().seconds();
                best = step > 1 && better ? Optional.of(measured) : best;
            }
            return new ExchangePoint(name, bytes, executors, best, "");
        } catch (IllegalStateException refused) {
            String reason = refused.getMessage().lines().findFirst().orElse("");
            return new ExchangePoint(name, bytes, executors, Optional.empty(), reason);
        }
    }

    private ExchangePoint.Measured step(GradientExchange exchange, int step) {
        long results = resultBytes.get();
        long network = Loopback.received();
        long began = System.nanoTime();
        exchange.step(leases(step), 1e-3);
        double seconds = (System.nanoTime() - began) * 1e-9;
        return new ExchangePoint.Measured(
                seconds, (double) (Loopback.received() - network) / executors, resultBytes.get() - results);
    }

    private List<LeaseBlock> leases(int step) {
        return IntStream.range(0, executors)
                .mapToObj(leaf -> new LeaseBlock(step, step - 1L, executors, leaf, List.of((long) leaf), Purpose.TRAIN))
                .toList();
    }

    /** Parameters broadcast, gradients as task results. */
    private final class BroadcastRunner implements LeaseRunner {
        @Override
        public int tasks() {
            return executors;
        }

        @Override
        public List<LeaseOutcome> run(List<LeaseBlock> leases, float[] parameters) {
            Broadcast<float[]> version = spark.broadcast(parameters);
            BroadcastWeights weights = new BroadcastWeights(parameters.length, version);
            IdleWork work = new IdleWork();
            try {
                return SparkFailures.unchecked(() -> spark.parallelize(leases, leases.size())
                        .map(lease -> work.run(lease, weights))
                        .collect());
            } finally {
                version.destroy();
            }
        }

        @Override
        public void publish(long version, float[] parameters) {}
    }

    private static final class Nobody implements VersionAnnouncer {
        @Override
        public void publish(long step, SlicedWeights weights) {}

        @Override
        public void refresh() {}
    }

    @Override
    public void close() {
        spark.close();
    }
}
