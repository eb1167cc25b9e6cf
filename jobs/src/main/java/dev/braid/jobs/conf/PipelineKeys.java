package dev.braid.jobs.conf;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keys of graph-pipeline training: the model, how its tensors come from columns, how it is planned and run. */
public final class PipelineKeys {
    /** Who cuts the model into stages. */
    public enum Planner {
        GRAPH,
        PIPEDREAM,
        PIPER,
        /** Stages in a line on the same runtime: the rival. */
        SEQUENTIAL,
        DATA_PARALLEL
    }

    /** How a stage computes its gradients. */
    public enum Backward {
        WHOLE,
        /** The gradient that other stages wait for first; where all layers allow it. */
        SPLIT
    }

    /** Where the costs of a model's vertices come from. */
    public enum Profile {
        /** Each vertex runs alone on an executor. */
        MEASURED,
        /** Operations and bytes; needs the rates of a machine. */
        COUNTED
    }

    /** What becomes of batch normalisation, whose meaning depends on what a batch is. */
    public enum BatchNorm {
        REFUSE,
        PER_MICRO_BATCH
    }

    /** What a job leaves beside DL4J's zip. */
    public enum Export {
        NONE,
        /** A model folder in Hugging Face's layout, tokenizer included; of a decoder alone. */
        HUGGINGFACE
    }

    /** What becomes of low-rank bypasses when training is done. */
    public enum LoraSave {
        /** Folded into the weights: the layers are those of the model that was given. */
        MERGED,
        /** Left beside them, with the updater's state, to train on. */
        KEPT
    }

    /** What tensors travel on between workers. */
    public enum Links {
        /** Domain sockets between workers on one host, TCP between hosts. */
        AUTO,
        TCP
    }

    public static final ConfKey<String> MODEL = ConfKey.required(
            "pipeline.model",
            ValueTypes.TEXT,
            "the model to train: a zip of DL4J's ModelSerializer, a JSON configuration, or a model of the zoo (`zoo:NAME`)");
    public static final ConfKey<Map<String, String>> INPUTS = ConfKey.of(
            "pipeline.inputs",
            ValueTypes.PAIRS,
            Map.of(),
            "types of the model's inputs where its layers do not tell them, such as `in=recurrent:64x32`");
    public static final ConfKey<Optional<String>> COLUMNS = ConfKey.optional(
            "pipeline.columns",
            ValueTypes.TEXT,
            Bound.any(),
            "the columns of each input and each label of the model, such as `in=x0..x63;out=label:onehot(10)`; this key or "
                    + "the next must be set");
    public static final ConfKey<Optional<String>> TEXT = ConfKey.optional(
            "pipeline.text",
            ValueTypes.TEXT,
            Bound.any(),
            "for a language model, the column of text whose tokens are the model's input and, one later, its label");
    public static final ConfKey<Optional<String>> TOKENIZER = ConfKey.optional(
            "pipeline.tokenizer",
            ValueTypes.TEXT,
            Bound.any(),
            "folder with the tokenizer.json of the text; its files go into the exported folder");
    public static final ConfKey<Export> EXPORT = ConfKey.of(
            "pipeline.export",
            ValueTypes.oneOf(Export.class),
            Export.NONE,
            "`huggingface` also writes a decoder as a model folder that `braid finetune` and `braid serve` read");
    public static final ConfKey<Integer> BATCH = ConfKey.of(
            "pipeline.batch",
            ValueTypes.INTEGER,
            64,
            Bound.between(1, 1 << 24),
            "samples of a mini-batch, over all devices");
    public static final ConfKey<Optional<Integer>> DEVICES = ConfKey.optional(
            "pipeline.devices",
            ValueTypes.INTEGER,
            Bound.between(1, 4096),
            "devices to plan for; `none` takes one for each executor");
    public static final ConfKey<Planner> PLANNER = ConfKey.of(
            "pipeline.planner", ValueTypes.oneOf(Planner.class), Planner.GRAPH, "who cuts the model into stages");
    public static final ConfKey<Backward> BACKWARD = ConfKey.of(
            "pipeline.backward",
            ValueTypes.oneOf(Backward.class),
            Backward.WHOLE,
            "`split` computes the gradient that other stages wait for first, where all layers of all stages allow it");
    public static final ConfKey<Profile> PROFILE = ConfKey.of(
            "pipeline.profile",
            ValueTypes.oneOf(Profile.class),
            Profile.MEASURED,
            "where the costs of vertices come from: measured on an executor, or counted");
    public static final ConfKey<Integer> PROFILE_SAMPLES = ConfKey.of(
            "pipeline.profile.samples",
            ValueTypes.INTEGER,
            8,
            Bound.between(1, 1 << 16),
            "samples with which vertices are measured");
    public static final ConfKey<Optional<String>> MACHINE = ConfKey.optional(
            "pipeline.machine",
            ValueTypes.TEXT,
            Bound.any(),
            "file with the devices' memory, links and rates, as in conf/planning; goes before the next two keys");
    public static final ConfKey<Long> MEMORY = ConfKey.of(
            "pipeline.memory",
            ValueTypes.SIZE,
            1L << 30,
            Bounds.size(1 << 20, 1L << 50),
            "memory of one device that a plan may fill");
    public static final ConfKey<Long> BANDWIDTH = ConfKey.of(
            "pipeline.bandwidth",
            ValueTypes.SIZE,
            1L << 30,
            Bounds.size(1 << 10, 1L << 50),
            "bytes a second between two devices that a plan counts with");
    public static final ConfKey<Links> LINKS = ConfKey.of(
            "pipeline.links", ValueTypes.oneOf(Links.class), Links.AUTO, "what tensors travel on between workers");
    public static final ConfKey<BatchNorm> BATCH_NORM = ConfKey.of(
            "pipeline.batch.norm",
            ValueTypes.oneOf(BatchNorm.class),
            BatchNorm.REFUSE,
            "what becomes of layers that normalise over a batch");
    public static final ConfKey<Duration> TIMEOUT = ConfKey.of(
            "pipeline.timeout",
            ValueTypes.DURATION,
            Duration.ofMinutes(5),
            Bounds.duration(Duration.ofSeconds(1), Duration.ofHours(24)),
            "how long a worker waits for another before it gives the attempt up");
    public static final ConfKey<Integer> RESTARTS = ConfKey.of(
            "pipeline.restarts",
            ValueTypes.INTEGER,
            3,
            Bound.between(0, 1000),
            "attempts in a row that may fail without a new checkpoint before the job fails");
    public static final ConfKey<Optional<Integer>> LORA_RANK = ConfKey.optional(
            "pipeline.lora.rank",
            ValueTypes.INTEGER,
            Bound.between(1, 4096),
            "trains low-rank bypasses of this rank in place of the weights");
    public static final ConfKey<Double> LORA_ALPHA = ConfKey.of(
            "pipeline.lora.alpha", ValueTypes.DECIMAL, 16.0, Bound.positive(), "a bypass counts alpha / rank");
    public static final ConfKey<List<String>> LORA_TARGETS = ConfKey.of(
            "pipeline.lora.targets",
            ValueTypes.LIST,
            List.of("*"),
            "places of bypasses, `LAYER.MATRIX` such as `encoder.W` or `layer0.Wq`, with `*` for any text");
    public static final ConfKey<Optional<List<String>>> LORA_TRAINED = ConfKey.optional(
            "pipeline.lora.trained",
            ValueTypes.LIST,
            Bound.any(),
            "layers that are trained as they are beside the bypasses; output layers always are");
    public static final ConfKey<LoraSave> LORA_SAVE = ConfKey.of(
            "pipeline.lora.save",
            ValueTypes.oneOf(LoraSave.class),
            LoraSave.MERGED,
            "whether bypasses are folded into the weights at the end or kept beside them");
    public static final ConfKey<Optional<String>> TLS_CERTIFICATE = ConfKey.optional(
            "pipeline.tls.certificate",
            ValueTypes.TEXT,
            Bound.any(),
            "PEM file with the certificate chain that workers and the driver show each other and trust; with it comes the next key");
    public static final ConfKey<Optional<String>> TLS_KEY = ConfKey.optional(
            "pipeline.tls.key",
            ValueTypes.TEXT,
            Bound.any(),
            "PEM file with the private key of that certificate, in PKCS#8 without a password");
    public static final ConfKey<Optional<Double>> EMULATE = ConfKey.optional(
            "pipeline.emulate",
            ValueTypes.DECIMAL,
            Bound.positive(),
            "workers compute nothing and take the planned time, this many times longer");
    public static final ConfKey<Optional<List<String>>> LISTENERS = ConfKey.optional(
            "pipeline.listeners",
            ValueTypes.LIST,
            Bound.any(),
            "classes of DL4J's training listeners, run in the driver: those of scores and times at every mini-batch, others at "
                    + "checkpoints; `NAME:N` for one that is made of a number");

    static final KeyGroup GROUP = new KeyGroup(
            "The pipeline",
            "What `braid train` cuts into stages and trains across executors. It takes the data's files, format and "
                    + "quarantine from above, and of training the epochs, steps, seed, checkpoints and resume.",
            List.of(
                    MODEL,
                    INPUTS,
                    COLUMNS,
                    TEXT,
                    TOKENIZER,
                    EXPORT,
                    BATCH,
                    DEVICES,
                    PLANNER,
                    BACKWARD,
                    PROFILE,
                    PROFILE_SAMPLES,
                    MACHINE,
                    MEMORY,
                    BANDWIDTH,
                    LINKS,
                    TLS_CERTIFICATE,
                    TLS_KEY,
                    BATCH_NORM,
                    TIMEOUT,
                    RESTARTS,
                    LORA_RANK,
                    LORA_ALPHA,
                    LORA_TARGETS,
                    LORA_TRAINED,
                    LORA_SAVE,
                    EMULATE,
                    LISTENERS));

    private PipelineKeys() {}
}
