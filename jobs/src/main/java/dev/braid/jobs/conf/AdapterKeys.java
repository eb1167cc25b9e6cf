package dev.braid.jobs.conf;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keys of the adapter that is trained. */
public final class AdapterKeys {
    /** What an adapter does at a linear layer. */
    public enum Kind {
        /** Adds a low-rank product of the layer's input to its output. */
        LORA,
        /** Adds a bottleneck of the layer's output to it: two factors with a ReLU between them. */
        ADAPTER,
        /** Multiplies the layer's output by a vector, or its input where the layer is down_proj. */
        IA3
    }

    /** What the adapter's output is multiplied with. */
    public enum Scaling {
        /** alpha / rank. */
        STANDARD,
        /** alpha / sqrt(rank). */
        RSLORA
    }

    /** How the first factor is drawn; the second starts at zero, so that training starts from the base model. */
    public enum Init {
        /** Uniform, bounded by the number of inputs. */
        KAIMING,
        /** Normal, standard deviation 1 / rank. */
        GAUSSIAN
    }

    /** The linear layers of a decoder that can carry an adapter, by their names in model files. */
    public enum Target {
        Q_PROJ,
        K_PROJ,
        V_PROJ,
        O_PROJ,
        GATE_PROJ,
        UP_PROJ,
        DOWN_PROJ
    }

    public static final ConfKey<String> NAME = ConfKey.of(
            "adapter.name",
            ValueTypes.TEXT,
            "adapter",
            new Bound<>("without blanks and '@'", name -> name.matches("[^\\s@]+")),
            "the name under which requests ask for the adapter in training");
    public static final ConfKey<Kind> KIND = ConfKey.of(
            "adapter.kind",
            ValueTypes.oneOf(Kind.class),
            Kind.LORA,
            "what is trained: LoRA; a bottleneck behind each layer; or (IA)3's vectors, which have no rank");
    public static final ConfKey<Optional<String>> PATH = ConfKey.optional(
            "adapter.path",
            ValueTypes.TEXT,
            Bound.any(),
            "adapter folder to start from; its kind, rank, alpha and targets then hold");
    public static final ConfKey<Integer> RANK =
            ConfKey.of("adapter.rank", ValueTypes.INTEGER, 16, Bound.between(1, 4096), "rank of the two factors");
    public static final ConfKey<Double> ALPHA =
            ConfKey.of("adapter.alpha", ValueTypes.DECIMAL, 32.0, Bound.positive(), "numerator of the scale");
    public static final ConfKey<Scaling> SCALING = ConfKey.of(
            "adapter.scaling",
            ValueTypes.oneOf(Scaling.class),
            Scaling.STANDARD,
            "scale of the adapter's output: alpha / rank, or alpha / sqrt(rank)");
    public static final ConfKey<Double> DROPOUT = ConfKey.of(
            "adapter.dropout",
            ValueTypes.DECIMAL,
            0.0,
            Bound.fromToBelow(0, 1),
            "fraction of the adapter's inputs that training drops");
    public static final ConfKey<List<Target>> TARGETS = ConfKey.of(
            "adapter.targets",
            ValueTypes.someOf(Target.class),
            List.of(Target.values()),
            "linear layers that carry the adapter");
    public static final ConfKey<Map<String, String>> RANK_PATTERN = ConfKey.of(
            "adapter.rank.pattern",
            ValueTypes.PAIRS,
            Map.of(),
            Bounds.eachValue("whole numbers from 1 to 4096", "[1-9]\\d{0,3}", 1, 4096),
            "other ranks for some modules, as in PEFT: name or regular expression = rank");
    public static final ConfKey<Map<String, String>> ALPHA_PATTERN = ConfKey.of(
            "adapter.alpha.pattern",
            ValueTypes.PAIRS,
            Map.of(),
            Bounds.eachValue("numbers greater than 0", "\\d{1,9}(\\.\\d{1,9})?", Double.MIN_VALUE, Double.MAX_VALUE),
            "other alphas for some modules, as in PEFT: name or regular expression = alpha");
    public static final ConfKey<Init> INIT =
            ConfKey.of("adapter.init", ValueTypes.oneOf(Init.class), Init.KAIMING, "how the first factor is drawn");

    static final KeyGroup GROUP = new KeyGroup(
            "The adapter",
            "Read when `spark.braid.train.method` is `lora`, which trains an adapter of any kind. Names and meanings are"
                    + " those of PEFT.",
            List.of(NAME, KIND, PATH, RANK, ALPHA, SCALING, DROPOUT, TARGETS, RANK_PATTERN, ALPHA_PATTERN, INIT));

    private AdapterKeys() {}
}
