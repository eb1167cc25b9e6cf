package dev.braid.jobs.spark;

import dev.braid.data.text.TokenizerFolder;
import dev.braid.jobs.conf.AdapterKeys;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.ConfException;
import dev.braid.jobs.conf.ConfKey;
import dev.braid.jobs.conf.DataKeys;
import dev.braid.jobs.conf.EngineKeys;
import dev.braid.jobs.conf.JobKeys;
import dev.braid.jobs.conf.SchedulerKeys;
import dev.braid.jobs.conf.ServeKeys;
import dev.braid.jobs.conf.Toggle;
import dev.braid.jobs.conf.TrainKeys;
import dev.braid.jobs.engine.EngineSpec;
import dev.braid.jobs.sched.Policy;
import dev.braid.jobs.sched.SchedulerSettings;
import dev.braid.jobs.sched.Slo;
import dev.braid.model.files.AdapterConfig;
import dev.braid.model.files.BottleneckConfig;
import dev.braid.model.files.Ia3Config;
import dev.braid.model.files.LinearModule;
import dev.braid.model.files.LoraConfig;
import dev.braid.model.files.LoraScaling;
import dev.braid.model.files.TargetModules;
import dev.braid.ops.attention.KvPool;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Turns configuration into the description of an engine. The driver and every executor come to the same one. */
public final class EngineSpecs {
    /** Published versions of the adapter in training that requests may hold on to at a time. */
    private static final int LIVE_VERSIONS = 3;
    /** Of all parameters: what requests get, and what those that run began with. Each is a copy of the model. */
    private static final int LIVE_MODELS = 2;
    /** Rows of the workspace for backward windows: with more, matrix products are no faster. */
    private static final int BACKWARD_ROWS = 256;

    private EngineSpecs() {}

    /**
     * @param conf with models on this machine's disk
     * @param adapters that are served beside
     * @param cores of an executor, which the engine takes unless it is told otherwise
     */
    public static EngineSpec of(BraidConf conf, List<EngineSpec.NamedAdapter> adapters, JobMode mode, int cores) {
        boolean emulated = EmulatedDevice.of(conf).isPresent();
        if (!emulated) {
            requireCpu(conf);
        }
        requirePageTokens(conf);
        Path model = Path.of(conf.get(JobKeys.MODEL));
        // Text goes in and out of every engine of a job, and the driver is the place to say that it cannot.
        TokenizerFolder.read(model);
        return new EngineSpec(
                model,
                name(model),
                adapters,
                mode == JobMode.FINETUNE ? Optional.of(job(conf)) : Optional.empty(),
                scheduler(conf),
                // The folder's own positions bound what is computed, and an emulated device computes nothing.
                emulated ? Optional.empty() : conf.get(ServeKeys.MAX_CONTEXT),
                conf.get(ServeKeys.KV_PAGES),
                Math.min(BACKWARD_ROWS, packLength(conf)),
                conf.get(EngineKeys.THREADS).orElse(cores));
    }

    /** The name under which a model in this folder is served. */
    public static String name(Path model) {
        return model.toAbsolutePath().normalize().getFileName().toString();
    }

    /** The adapter to train: that of the folder to start from, or as configured; empty when all parameters are. */
    public static Optional<AdapterConfig> adapter(BraidConf conf) {
        if (conf.get(TrainKeys.METHOD) == TrainKeys.Method.FULL) {
            return Optional.empty();
        }
        return Optional.of(conf.get(AdapterKeys.PATH)
                .map(path -> AdapterConfig.read(Path.of(path)))
                .orElseGet(() -> newAdapter(conf)));
    }

    /** Tokens of the longest packed sequence. */
    public static int packLength(BraidConf conf) {
        return conf.get(DataKeys.PACK_LENGTH).orElse(conf.get(DataKeys.CUTOFF));
    }

    private static AdapterConfig newAdapter(BraidConf conf) {
        AdapterKeys.Kind kind = conf.get(AdapterKeys.KIND);
        if (kind == AdapterKeys.Kind.LORA) {
            return newLora(conf);
        }
        requireLora(AdapterKeys.DROPOUT, conf.get(AdapterKeys.DROPOUT), 0.0, kind);
        requireLora(AdapterKeys.RANK_PATTERN, conf.get(AdapterKeys.RANK_PATTERN), Map.of(), kind);
        requireLora(AdapterKeys.ALPHA_PATTERN, conf.get(AdapterKeys.ALPHA_PATTERN), Map.of(), kind);
        String base = name(Path.of(conf.get(JobKeys.MODEL)));
        return kind == AdapterKeys.Kind.IA3
                ? Ia3Config.of(targets(conf), base)
                : new BottleneckConfig(conf.get(AdapterKeys.RANK), TargetModules.of(targets(conf)), base);
    }

    private static <T> void requireLora(ConfKey<T> key, T value, T none, AdapterKeys.Kind kind) {
        if (!value.equals(none)) {
            throw new ConfException(key.name() + " is " + value
                    + ", but only a lora adapter has that: leave it out or set " + AdapterKeys.KIND.name()
                    + ", which is " + kind.name().toLowerCase(Locale.ROOT) + ", to lora");
        }
    }

    private static Set<LinearModule> targets(BraidConf conf) {
        return conf.get(AdapterKeys.TARGETS).stream()
                .map(target -> LinearModule.valueOf(target.name().replace("_PROJ", "")))
                .collect(Collectors.toSet());
    }

    private static LoraConfig newLora(BraidConf conf) {
        return new LoraConfig(
                conf.get(AdapterKeys.RANK),
                conf.get(AdapterKeys.ALPHA),
                conf.get(AdapterKeys.SCALING) == AdapterKeys.Scaling.STANDARD
                        ? LoraScaling.BY_RANK
                        : LoraScaling.BY_ROOT_OF_RANK,
                conf.get(AdapterKeys.DROPOUT),
                TargetModules.of(targets(conf)),
                values(conf.get(AdapterKeys.RANK_PATTERN), Integer::valueOf),
                values(conf.get(AdapterKeys.ALPHA_PATTERN), Double::valueOf),
                name(Path.of(conf.get(JobKeys.MODEL))));
    }

    private static <T> Map<String, T> values(Map<String, String> pairs, Function<String, T> parse) {
        Map<String, T> values = new LinkedHashMap<>();
        pairs.forEach((name, value) -> values.put(name, parse.apply(value)));
        return values;
    }

    private static EngineSpec.Job job(BraidConf conf) {
        Optional<AdapterConfig> adapter = adapter(conf);
        int models = conf.get(ServeKeys.ENABLED) == Toggle.ENABLED ? LIVE_MODELS : 0;
        return new EngineSpec.Job(
                conf.get(AdapterKeys.NAME),
                adapter,
                packLength(conf),
                adapter.isPresent() ? LIVE_VERSIONS : models,
                conf.get(TrainKeys.SEED));
    }

    private static SchedulerSettings scheduler(BraidConf conf) {
        int batch = conf.get(ServeKeys.MAX_BATCH_TOKENS);
        return new SchedulerSettings(
                batch,
                conf.get(ServeKeys.MAX_SEQUENCES),
                conf.get(ServeKeys.MAX_QUEUE),
                Policy.of(conf.get(SchedulerKeys.POLICY)),
                new Slo(
                        conf.get(SchedulerKeys.TPOT).toNanos(),
                        conf.get(SchedulerKeys.TTFT).toNanos()));
    }

    private static void requireCpu(BraidConf conf) {
        ConfKey<String> key = EngineKeys.DEVICE;
        if (!conf.get(key).equals("cpu")) {
            throw new ConfException(key.name() + " is " + conf.get(key)
                    + ", but no usable GPU was found: this version computes on cpu alone; set it to cpu");
        }
    }

    private static void requirePageTokens(BraidConf conf) {
        int tokens = conf.get(ServeKeys.KV_PAGE_TOKENS);
        if (tokens != KvPool.PAGE_TOKENS) {
            throw new ConfException(ServeKeys.KV_PAGE_TOKENS.name() + " is " + tokens
                    + ", but the cpu device has pages of " + KvPool.PAGE_TOKENS + " tokens; leave it out");
        }
    }
}
