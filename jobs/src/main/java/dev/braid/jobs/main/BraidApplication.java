package dev.braid.jobs.main;

import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.GatewayKeys;
import dev.braid.jobs.conf.JobKeys;
import dev.braid.jobs.conf.ServeKeys;
import dev.braid.jobs.control.VersionPublisher;
import dev.braid.jobs.engine.EngineAssembly;
import dev.braid.jobs.gateway.Gateway;
import dev.braid.jobs.http.Exposition;
import dev.braid.jobs.spark.AskedResources;
import dev.braid.jobs.spark.BraidSpark;
import dev.braid.jobs.spark.Cores;
import dev.braid.jobs.spark.EmulatedDevice;
import dev.braid.jobs.spark.EngineSpecs;
import dev.braid.jobs.spark.ExecutorInfo;
import dev.braid.jobs.spark.ExecutorMemory;
import dev.braid.jobs.spark.JobMode;
import dev.braid.jobs.spark.JobTab;
import dev.braid.jobs.spark.LocalCopies;
import dev.braid.jobs.spark.Membership;
import dev.braid.jobs.spark.SparkProperties;
import dev.braid.jobs.spark.Tls;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running Spark application, whose executors hold engines if they serve or finetune. Model and memory are checked before Spark is asked for
 * anything. Used by one thread; {@link #close} ends the application.
 */
public final class BraidApplication implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BraidApplication.class);

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long READY_POLL_MILLIS = 50;

    private final BraidConf given;
    private final BraidConf conf;
    private final Optional<EngineAssembly> assembly;
    private final SparkSession session;
    private final Optional<Gateway> gateway;
    private final AskedResources asked;
    private final FollowedAdapters followed;

    private BraidApplication(
            BraidConf given,
            LocalCopies copies,
            Optional<EngineAssembly> assembly,
            SparkSession session,
            Optional<Gateway> gateway,
            AskedResources asked) {
        this.given = given;
        this.conf = copies.conf();
        this.assembly = assembly;
        this.session = session;
        this.gateway = gateway;
        this.asked = asked;
        this.followed = FollowedAdapters.follow(
                assembly.isPresent() ? copies.followed() : Map.of(),
                (name, folder) -> assembly().readVersion(name, folder),
                this::publisher,
                conf.get(ServeKeys.ADAPTERS_PERIOD));
    }

    /**
     * Checks the configuration and starts the application.
     *
     * @param properties Spark's, {@code spark.braid.*} included
     */
    public static BraidApplication start(SparkConf properties, JobMode mode) {
        BraidSpark.requireModules();
        BraidConf given = SparkProperties.braid(properties);
        LocalCopies copies = LocalCopies.of(properties);
        BraidConf conf = copies.conf();
        Optional<EngineAssembly> assembly = assembly(properties, copies, mode);
        SparkConf spark = BraidSpark.configure(properties.clone(), mode);
        // Before Spark, so that a port in use costs nobody a cluster.
        Optional<Gateway> gateway = assembly.flatMap(engine -> Gateways.start(conf));
        try {
            SparkSession session = SparkSession.builder().config(spark).getOrCreate();
            gateway.ifPresent(
                    server -> BraidSpark.membership(session.sparkContext()).onChange(server.members()::replace));
            return new BraidApplication(given, copies, assembly, session, gateway, AskedResources.of(spark));
        } catch (RuntimeException e) {
            gateway.ifPresent(Gateway::closeAsync);
            throw e;
        }
    }

    private static Optional<EngineAssembly> assembly(SparkConf properties, LocalCopies copies, JobMode mode) {
        BraidConf conf = copies.conf();
        if (mode.engines(conf) == JobMode.EnginePresence.ABSENT) {
            return Optional.empty();
        }
        EngineAssembly assembly =
                new EngineAssembly(EngineSpecs.of(conf, copies.adapters(), mode, Cores.ofExecutor(properties)));
        long tensors =
                EmulatedDevice.of(conf).isPresent() ? 0 : assembly.memory().total();
        ExecutorMemory.check(properties, tensors, DirectMemoryLimit.ofThisJvm());
        return Optional.of(assembly);
    }

    /** The name under which the base model is served. */
    static String modelName(BraidConf conf) {
        return EngineSpecs.name(Path.of(conf.get(JobKeys.MODEL)));
    }

    /**
     * The one address in front of all executors.
     *
     * @throws IllegalStateException when the configuration has switched it off
     */
    public URI gateway() {
        return gateway.map(Gateways::address)
                .orElseThrow(() -> new IllegalStateException("there is no gateway: " + GatewayKeys.ENABLED.name()
                        + " or " + ServeKeys.ENABLED.name() + " is false"));
    }

    /** Adds to the gateway's metrics, where there is one. */
    void addMetrics(Consumer<Exposition> metrics) {
        gateway.ifPresent(server -> server.addMetrics(metrics));
    }

    /** Shows the state of a job on the application's web page. */
    void show(Supplier<Map<String, String>> state) {
        JobTab.attach(session.sparkContext(), state, membership()::live);
    }

    /** Whether there is a gateway. */
    public boolean hasGateway() {
        return gateway.isPresent();
    }

    /** Sends versions of one adapter to the executors. */
    VersionPublisher publisher() {
        return new VersionPublisher(
                membership()::addresses, BraidSpark.secret(session.sparkContext()), Tls.members(conf));
    }

    /** The configuration; what is elsewhere has been fetched, and its keys name the copies. */
    public BraidConf conf() {
        return conf;
    }

    /** The configuration as the user gave it. */
    public BraidConf given() {
        return given;
    }

    /** The model as every executor assembles it; there is one. */
    EngineAssembly assembly() {
        return assembly.orElseThrow(
                () -> new IllegalStateException("the executors of this application hold no engine"));
    }

    public SparkSession session() {
        return session;
    }

    /** Spark's context. */
    public JavaSparkContext context() {
        return JavaSparkContext.fromSparkContext(session.sparkContext());
    }

    /** The executors that are there. */
    public Membership membership() {
        return BraidSpark.membership(session.sparkContext());
    }

    /** Whether executors hold engines, and so tell when they are there. */
    public boolean hasEngines() {
        return assembly.isPresent();
    }

    /** Executors that were asked for. */
    public int expectedExecutors() {
        return asked.executors();
    }

    /** Waits for the executors that were asked for; goes on with fewer when they do not come in time. */
    public List<ExecutorInfo> awaitExecutors() {
        List<ExecutorInfo> executors = await(asked.executors());
        if (executors.size() < asked.executors()) {
            LOG.warn(
                    "Goes on with {} of {} executors: no more came within {} s ({})",
                    executors.size(),
                    asked.executors(),
                    startMillis() / 1000,
                    JobKeys.EXECUTORS_TIMEOUT.name());
        }
        return executors;
    }

    /** Waits for the first executor, without which a Spark job would wait for ever. */
    void awaitAnExecutor() {
        await(1);
    }

    /** What the cluster was asked for. */
    public AskedResources asked() {
        return asked;
    }

    private long startMillis() {
        return conf.get(JobKeys.EXECUTORS_TIMEOUT).toMillis();
    }

    private List<ExecutorInfo> await(int executors) {
        try {
            return membership().await(executors, startMillis(), asked);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while executors were starting", e);
        }
    }

    /**
     * Waits until the gateway can send requests to so many executors; at once where there is no gateway.
     *
     * @throws IllegalStateException when they are not ready in time
     */
    void awaitReady(int executors) {
        long deadline = System.nanoTime() + startMillis() * NANOS_PER_MILLI;
        while (gateway.isPresent() && gateway.get().members().ready() < executors) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("of " + executors + " executors that joined, "
                        + gateway.get().members().ready() + " are ready after " + startMillis() / 1000
                        + " s; what an executor waits for is in its log");
            }
            try {
                Thread.sleep(READY_POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while executors were warming up", e);
            }
        }
    }

    private static void finish(Gateway gateway) {
        try {
            gateway.drain();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        gateway.closeAsync();
    }

    @Override
    public void close() {
        followed.close();
        gateway.ifPresent(BraidApplication::finish);
        session.stop();
    }
}
