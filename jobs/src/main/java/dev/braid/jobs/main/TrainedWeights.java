package dev.braid.jobs.main;

import dev.braid.jobs.conf.AdapterKeys;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.JobKeys;
import dev.braid.jobs.conf.TrainKeys;
import dev.braid.jobs.spark.EngineSpecs;
import dev.braid.model.decoder.Adapters;
import dev.braid.model.decoder.BaseParameters;
import dev.braid.model.files.AdapterConfig;
import dev.braid.model.files.HfFolder;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.PeftFolder;
import dev.braid.model.graph.Param;
import dev.braid.model.program.AdapterShape;
import dev.braid.model.program.TrainableLayout;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** The trainable weights of a job where it begins, and as files where it ends. */
final class TrainedWeights {
    private final BraidConf conf;
    private final Path base;
    private final ModelConfig model;
    private final Optional<AdapterConfig> adapter;

    TrainedWeights(BraidConf conf, ModelConfig model) {
        this.conf = conf;
        this.base = Path.of(conf.get(JobKeys.MODEL));
        this.model = model;
        this.adapter = EngineSpecs.adapter(conf);
    }

    /** The first weights, flat in the order of the training layout: they follow from seed and files alone. */
    float[] initial() {
        if (adapter.isEmpty()) {
            return BaseParameters.read(HfFolder.open(base));
        }
        AdapterShape shape = Adapters.shape(model, adapter.get());
        return conf.get(AdapterKeys.PATH)
                .map(path -> readAdapter(Path.of(path)))
                .orElseGet(() -> drawn(shape));
    }

    private float[] drawn(AdapterShape shape) {
        long seed = conf.get(TrainKeys.SEED);
        return conf.get(AdapterKeys.INIT) == AdapterKeys.Init.KAIMING
                ? Adapters.initial(shape, seed)
                : gaussian(shape, seed);
    }

    /** First factors normal with deviation 1 / rank, a generator for each; the rest as ever. */
    private static float[] gaussian(AdapterShape shape, long seed) {
        float[] flat = Adapters.initial(shape, seed);
        Set<Param> first = new HashSet<>();
        for (AdapterShape.Bypass bypass : shape.bypasses()) {
            if (!(bypass instanceof AdapterShape.Rescale)) {
                first.add(bypass.params().get(0));
            }
        }
        for (TrainableLayout.Entry entry : shape.layout().entries()) {
            if (first.contains(entry.param())) {
                drawNormal(entry, seed, flat);
            }
        }
        return flat;
    }

    private static void drawNormal(TrainableLayout.Entry entry, long seed, float[] flat) {
        SplittableRandom random =
                new SplittableRandom(seed * 31 + entry.param().name().hashCode());
        for (int i = 0; i < entry.param().count(); i++) {
            // Box and Muller's transform in StrictMath: the same on every JDK.
            double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
            double normal = radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
            flat[entry.offset() + i] = (float) (normal / entry.param().rows());
        }
    }

    /** Whether an adapter is trained, and not the model itself. */
    boolean ofAdapter() {
        return adapter.isPresent();
    }

    /** The adapter in a PEFT folder, flat. */
    float[] readAdapter(Path folder) {
        return Adapters.read(PeftFolder.open(folder, model), Adapters.shape(model, adapter.orElseThrow()));
    }

    /** Writes the adapter as a PEFT folder. */
    void writeAdapter(Path folder, float[] weights) {
        Adapters.write(folder, adapter.orElseThrow(), model, weights);
    }

    /** Writes the adapter, or the model, and returns where its folder is. */
    String write(OutputFolder out, float[] weights) {
        if (adapter.isPresent()) {
            return out.writeFolder("adapter", folder -> writeAdapter(folder, weights));
        }
        return out.writeFolder("model", folder -> {
            BaseParameters.write(folder, model, weights);
            HfFolder.copyTokenizer(base, folder);
        });
    }
}
