package dev.braid.jobs.spark;

import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.engine.TrainingService;
import dev.braid.jobs.engine.TrainingService.Visibility;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Sees to it that an engine gets every version's weights once, though several tasks ask for it. Guards itself. */
final class EngineVersions {
    private final TrainingService engine;
    private long installed = -1;
    private CompletableFuture<Void> installation;

    EngineVersions(TrainingService engine) {
        this.engine = engine;
    }

    /**
     * Makes the engine train on this version; the tasks of one step ask for the same one, the first installs it.
     *
     * @param weights are asked for when the engine has not got the version
     */
    synchronized CompletableFuture<Void> require(AdapterVersion version, Supplier<float[]> weights) {
        if (installed != version.step() || installation.isCompletedExceptionally()) {
            installation = engine.install(version, weights.get(), Visibility.TRAINING_ONLY);
            installed = version.step();
        }
        return installation;
    }

    /** Makes the adapter's name mean this version; the step that trains on it finds it there. */
    CompletableFuture<Void> publish(AdapterVersion version, float[] weights) {
        require(version, () -> weights);
        return engine.install(version, weights, Visibility.PUBLISHED);
    }
}
