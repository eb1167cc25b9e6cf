package dev.braid.jobs.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.braid.model.decoder.Adapters;
import dev.braid.model.decoder.DecoderModel;
import dev.braid.model.decoder.TrainingMethod;
import dev.braid.model.files.LinearModule;
import dev.braid.model.files.LoraConfig;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.TargetModules;
import dev.braid.model.pass.Rematerialise;
import dev.braid.model.program.AdapterShape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The counts against a model's shapes, worked out by hand. */
class ProductCountTest {
    private static final Rematerialise NOTHING_AGAIN = new Rematerialise(0);

    private static final int LAYERS = 2;
    private static final int RANK = 4;

    @TempDir
    Path folder;

    private ModelConfig config;

    @BeforeEach
    void write() {
        RandomModel.write(folder, new RandomModel.Shape(LAYERS, 128, 192));
        config = ModelConfig.read(folder);
    }

    private long linears() {
        return LAYERS
                * Arrays.stream(LinearModule.values())
                        .mapToLong(module -> (long) module.inFeatures(config) * module.outFeatures(config))
                        .sum();
    }

    private long head() {
        return (long) config.vocabSize() * config.hidden();
    }

    private ProductCount lora(Set<LinearModule> modules) {
        LoraConfig lora = LoraConfig.of(RANK, RANK, TargetModules.of(modules));
        AdapterShape shape = Adapters.shape(config, lora);
        return ProductCount.of(
                DecoderModel.compile(config, List.of(shape), new TrainingMethod.Adapter(shape, 0), NOTHING_AGAIN)
                        .program());
    }

    @Test
    void inferenceRunsEveryLinearOnce() {
        ProductCount count = ProductCount.of(DecoderModel.compile(config, List.of(), new TrainingMethod.None())
                .program());
        assertEquals(new ProductCount(2 * linears(), 2 * head(), 0, 0), count);
    }

    @Test
    void fullTrainingRunsBothGradientsOfEveryLinear() {
        ProductCount count =
                ProductCount.of(DecoderModel.compile(config, List.of(), new TrainingMethod.Full(), NOTHING_AGAIN)
                        .program());
        assertEquals(2 * head(), count.loss());
        assertEquals(2 * (2 * linears() + 3 * head()), count.backward());
    }

    @Test
    void aFrozenBaseHasNoWeightGradients() {
        long bypass = LAYERS
                * Arrays.stream(LinearModule.values())
                        .mapToLong(module -> (long) RANK * (module.inFeatures(config) + module.outFeatures(config)))
                        .sum();
        ProductCount count = lora(Set.of(LinearModule.values()));
        assertEquals(2 * (linears() + bypass), count.forward());
        // Nothing is trained below the first layer's attention inputs.
        long lowest = 0;
        for (LinearModule module : List.of(LinearModule.Q, LinearModule.K, LinearModule.V)) {
            lowest += (long) module.inFeatures(config) * module.outFeatures(config);
            lowest += (long) RANK * module.inFeatures(config);
        }
        assertEquals(2 * (linears() + 2 * bypass + 2 * head() - lowest), count.backward());
    }
}
