package dev.braid.jobs.main;

import dev.braid.data.spark.ShardStores;
import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.conf.AdapterKeys;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.JobKeys;
import dev.braid.jobs.conf.TrainKeys;
import dev.braid.jobs.control.Publication;
import dev.braid.jobs.control.VersionMessage;
import dev.braid.jobs.control.VersionPublisher;
import dev.braid.jobs.exchange.Slices;
import dev.braid.jobs.spark.EngineLeases;
import dev.braid.jobs.spark.SlicedPublisher;
import dev.braid.jobs.spark.SparkLeaseRunner;
import dev.braid.jobs.spark.exchange.ShuffleExchange;
import dev.braid.jobs.train.DriverExchange;
import dev.braid.jobs.train.GradientExchange;
import dev.braid.jobs.train.Optimizer;
import dev.braid.jobs.train.TrainSettings;
import dev.braid.ops.CpuKernels;
import dev.braid.ops.device.CpuDevice;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a job's gradient exchange, the one that is configured or the one that suits the size of the gradient. */
final class Exchanges {
    private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);
    /** Leases per executor and step: enough to even out who is slow, few enough to launch. */
    private static final int LEASES_PER_EXECUTOR = 2;
    /**
     * Task results of a step that the driver may take: a quarter of what Spark allows by default. On one machine the driver is
     * the faster place for as long as it can be the place at all; docs/performance.md has the measurement.
     */
    private static final long RESULT_BYTES = 256L << 20;

    private final BraidApplication application;
    private final BraidConf conf;
    private final EngineLeases work;
    private final VersionPublisher publisher;

    Exchanges(BraidApplication application, PackedData data) {
        this.application = application;
        this.conf = application.conf();
        this.work = new EngineLeases(
                conf.get(AdapterKeys.NAME),
                ShardStores.of(application.context()),
                data.trainFolder(),
                data.validationFolder());
        this.publisher = application.publisher();
    }

    /** One that starts with a job's first weights. */
    GradientExchange open(TrainedWeights weights) {
        float[] initial = weights.initial();
        int executors = executors();
        TrainKeys.Exchange chosen = choose(conf.get(TrainKeys.EXCHANGE), initial.length, executors);
        LOG.info(
                "Gradients of {} bytes are exchanged by {} among {} executors ({} is {})",
                (long) initial.length * Float.BYTES,
                chosen == TrainKeys.Exchange.SHUFFLE ? "shuffle" : "the driver",
                executors,
                TrainKeys.EXCHANGE.name(),
                conf.get(TrainKeys.EXCHANGE).name().toLowerCase(Locale.ROOT));
        return chosen == TrainKeys.Exchange.SHUFFLE ? shuffle(weights, initial.length, executors) : driver(initial);
    }

    /** What {@code auto} means for a gradient of so many elements. */
    static TrainKeys.Exchange choose(TrainKeys.Exchange configured, int parameters, int executors) {
        if (configured != TrainKeys.Exchange.AUTO) {
            return configured;
        }
        boolean large = (long) parameters * Float.BYTES * LEASES_PER_EXECUTOR * executors >= RESULT_BYTES;
        return large && executors > 1 ? TrainKeys.Exchange.SHUFFLE : TrainKeys.Exchange.DRIVER;
    }

    /**
     * The same exchange, which keeps versions worth it. A whole model for each version would fill the disk: of those none
     * is kept.
     */
    KeptVersions keep(GradientExchange exchange, TrainedWeights weights, OutputFolder out, TrainSettings settings) {
        return new KeptVersions(
                exchange,
                Optional.of(out.versions()).filter(folders -> weights.ofAdapter()),
                settings::milestone,
                conf.get(JobKeys.PUBLISH_KEEP),
                weights,
                (step, parameters) -> publisher.publish(
                        Publication.of(new VersionMessage(new AdapterVersion(work.adapter(), step), parameters))));
    }

    private int executors() {
        return Math.max(1, application.membership().live().size());
    }

    private int tasks() {
        return LEASES_PER_EXECUTOR * executors();
    }

    private GradientExchange driver(float[] initial) {
        CpuDevice device = new CpuDevice(1);
        Optimizer optimizer = new Optimizer(
                TrainingPlan.rule(conf),
                TrainingPlan.clipNorm(conf),
                initial,
                device,
                CpuKernels.vector(device).update());
        return new DriverExchange(
                optimizer, new SparkLeaseRunner(application.context(), work, this::tasks, publisher), device::close);
    }

    private GradientExchange shuffle(TrainedWeights weights, int parameters, int executors) {
        return new ShuffleExchange(new ShuffleExchange.Parts(
                application.context(),
                work,
                Slices.atMost(parameters, executors),
                TrainingPlan.rule(conf),
                TrainingPlan.clipNorm(conf),
                weights::initial,
                this::tasks,
                new SlicedPublisher(work.adapter(), publisher)));
    }
}
