package dev.braid.jobs.spark;

import dev.braid.data.pack.PackedDataset;
import dev.braid.data.pack.PackedSequence;
import dev.braid.data.spark.ShardStores;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.EngineKeys;
import dev.braid.jobs.conf.SchedulerKeys;
import dev.braid.jobs.engine.CoServingEngine;
import dev.braid.jobs.engine.EngineAssembly;
import dev.braid.jobs.engine.EngineThread;
import dev.braid.jobs.engine.StageService;
import dev.braid.jobs.engine.TrainingService;
import dev.braid.jobs.http.ServedRoute;
import dev.braid.jobs.sched.tape.RecordingWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.spark.SparkConf;

/**
 * What lives in an executor beside its tasks: the engine with its thread, the server that others reach it through, and
 * the datasets that tasks read. Thread-safe.
 */
public final class ExecutorRuntime implements AutoCloseable {
    private final String executor;
    private final String device;
    private final CoServingEngine engine;
    private final EngineThread thread;
    private final EngineVersions versions;
    private final ExecutorServer server;
    private final ConcurrentMap<String, SharedDataset> datasets = new ConcurrentHashMap<>();

    private ExecutorRuntime(
            String executor, String device, CoServingEngine engine, EngineVersions versions, ExecutorServer server) {
        this.executor = executor;
        this.device = device;
        this.engine = engine;
        this.thread = new EngineThread(engine);
        this.versions = versions;
        this.server = server;
    }

    /** Reads the model and starts engine and server; returns while the engine is still warming up. */
    static ExecutorRuntime start(String executor, SparkConf spark, Handed handed) {
        LocalCopies copies = LocalCopies.of(spark);
        BraidConf conf = copies.conf();
        EngineAssembly assembly =
                new EngineAssembly(EngineSpecs.of(conf, copies.adapters(), JobMode.of(spark), Cores.ofExecutor(spark)));
        CoServingEngine engine = EmulatedDevice.of(conf)
                .map(device -> device.open(conf, assembly))
                .orElseGet(() -> assembly.open(System::nanoTime));
        try {
            conf.get(SchedulerKeys.RECORD)
                    .map(folder -> Path.of(folder, "scheduler-" + executor + ".txt"))
                    .ifPresent(file -> engine.recordTo(RecordingWriter.open(file)));
            EngineVersions versions = new EngineVersions(engine);
            ExecutorServer server = ExecutorServer.start(conf, engine, versions, handed);
            return new ExecutorRuntime(executor, conf.get(EngineKeys.DEVICE), engine, versions, server);
        } catch (RuntimeException e) {
            new EngineThread(engine).close();
            throw e;
        }
    }

    String executor() {
        return executor;
    }

    /** Name of the device that the engine owns. */
    String device() {
        return device;
    }

    /** Base address of the server. */
    URI address() {
        return server.address();
    }

    /** Everything that the server answers. */
    List<ServedRoute> endpoints() {
        return server.endpoints();
    }

    /** The engine as tasks see it. */
    TrainingService engine() {
        return engine;
    }

    /** The engine as the worker of a pipeline's stage sees it. */
    StageService stages() {
        return engine;
    }

    /** The runtime of this JVM in an application, if its executors hold engines. */
    public static Optional<StageService> stages(SparkConf spark) {
        return Residents.find(JobKey.of(spark), ExecutorRuntime.class).map(ExecutorRuntime::stages);
    }

    /** The versions that the engine has been given. */
    EngineVersions versions() {
        return versions;
    }

    /** Reads sequences of the packed dataset in a folder. */
    List<PackedSequence> read(ShardStores stores, String folder, List<Long> sequences) {
        return datasets.computeIfAbsent(folder, name -> new SharedDataset(PackedDataset.open(stores.open(name))))
                .read(sequences);
    }

    @Override
    public void close() {
        server.close();
        thread.close();
    }
}
