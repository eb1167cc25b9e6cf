package dev.braid.jobs.main;

import dev.braid.jobs.conf.AdapterKeys;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.JobKeys;
import dev.braid.jobs.conf.TrainKeys;
import dev.braid.jobs.spark.EngineSpecs;
import dev.braid.model.decoder.BaseParameters;
import dev.braid.model.decoder.LoraAdapters;
import dev.braid.model.files.HfFolder;
import dev.braid.model.files.LoraConfig;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.PeftFolder;
import dev.braid.model.program.AdapterShape;
import dev.braid.model.program.TrainableLayout;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;

/** The trainable weights of a job where it begins, and as files where it ends. */
final class TrainedWeights {
    private final BraidConf conf;
    private final Path base;
    private final ModelConfig model;
    private final Optional<LoraConfig> lora;

    TrainedWeights(BraidConf conf, ModelConfig model) {
        this.conf = conf;
        this.base = Path.of(conf.get(JobKeys.MODEL));
        this.model = model;
        this.lora = EngineSpecs.lora(conf);
    }

    /** The first weights, flat in the order of the training layout: they follow from seed and files alone. */
    float[] initial() {
        if (lora.isEmpty()) {
            return BaseParameters.read(HfFolder.open(base));
        }
        AdapterShape shape = LoraAdapters.shape(model, lora.get());
        return conf.get(AdapterKeys.PATH)
                .map(path -> LoraAdapters.read(PeftFolder.open(Path.of(path), model), shape))
                .orElseGet(() -> drawn(shape));
    }

    private float[] drawn(AdapterShape shape) {
        long seed = conf.get(TrainKeys.SEED);
        return conf.get(AdapterKeys.INIT) == AdapterKeys.Init.KAIMING
                ? LoraAdapters.initial(shape, seed)
                : gaussian(shape, seed);
    }

    /** A normal with deviation 1 / rank, B zero; a generator for each matrix. */
    private static float[] gaussian(AdapterShape shape, long seed) {
        float[] flat = new float[shape.layout().size()];
        for (TrainableLayout.Entry entry : shape.layout().entries()) {
            if (shape.bypasses().stream().noneMatch(bypass -> bypass.a().equals(entry.param()))) {
                continue;
            }
            SplittableRandom random =
                    new SplittableRandom(seed * 31 + entry.param().name().hashCode());
            for (int i = 0; i < entry.param().count(); i++) {
                // Box and Muller's transform in StrictMath: the same on every JDK.
                double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
                double normal = radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
                flat[entry.offset() + i] = (float) (normal / entry.param().rows());
            }
        }
        return flat;
    }

    /** Writes the adapter, or the model, and returns its folder. */
    Path write(OutputFolder out, float[] weights) {
        if (lora.isPresent()) {
            LoraAdapters.write(out.adapter(), lora.get(), model, weights);
            return out.adapter();
        }
        BaseParameters.write(out.model(), model, weights);
        HfFolder.copyTokenizer(base, out.model());
        return out.model();
    }
}
