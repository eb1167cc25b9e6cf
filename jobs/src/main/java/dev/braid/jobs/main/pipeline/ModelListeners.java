package dev.braid.jobs.main.pipeline;

import dev.braid.dl4j.stage.DriverListeners;
import dev.braid.dl4j.stage.WholeModel;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.ConfException;
import dev.braid.jobs.conf.PipelineKeys;
import dev.braid.jobs.pipeline.checkpoint.Manifest;
import dev.braid.jobs.pipeline.progress.MiniBatchDone;
import dev.braid.stage.StageState;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The listeners that the configuration names, told in the model's own count of updates and epochs. */
final class ModelListeners {
    private final Optional<DriverListeners> listeners;
    private final Optional<Long> perEpoch;

    private ModelListeners(Optional<DriverListeners> listeners, Optional<Long> perEpoch) {
        this.listeners = listeners;
        this.perEpoch = perEpoch;
    }

    /**
     * @param miniBatch samples of one
     * @param perEpoch mini-batches of an epoch; empty where there is no data
     * @throws ConfException naming a class that is no listener
     */
    static ModelListeners of(BraidConf conf, WholeModel model, int miniBatch, Optional<Long> perEpoch) {
        try {
            return new ModelListeners(
                    conf.get(PipelineKeys.LISTENERS).map(names -> DriverListeners.of(model, names, miniBatch)),
                    perEpoch);
        } catch (IllegalArgumentException e) {
            throw new ConfException(PipelineKeys.LISTENERS.name() + ": " + e.getMessage());
        }
    }

    void trained(MiniBatchDone done, Manifest start) {
        listeners.ifPresent(each -> each.miniBatch(
                start.startIterations() + done.iteration(), epoch(done.iteration(), start), done.loss()));
    }

    /** A checkpoint is complete; it is read only for a listener that wants it. */
    void saved(Supplier<Manifest> newest, Function<Manifest, StageState> read) {
        listeners.filter(DriverListeners::readModel).ifPresent(each -> {
            Manifest manifest = newest.get();
            each.checkpoint(
                    read.apply(manifest),
                    manifest.startIterations() + manifest.iterations(),
                    epoch(manifest.iterations() - 1, manifest));
        });
    }

    private int epoch(long iteration, Manifest manifest) {
        return manifest.startEpochs()
                + perEpoch.map(each -> iteration / each).orElse(0L).intValue();
    }
}
