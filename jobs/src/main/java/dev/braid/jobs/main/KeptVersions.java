package dev.braid.jobs.main;

import dev.braid.jobs.spark.storage.VersionFolders;
import dev.braid.jobs.train.Checkpoint;
import dev.braid.jobs.train.GradientExchange;
import dev.braid.jobs.train.LeaseBlock;
import dev.braid.jobs.train.ParameterState;
import dev.braid.jobs.train.SummedStep;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An exchange that keeps published versions as adapter folders before requests see them. Used by the thread that runs
 * the steps.
 */
final class KeptVersions implements GradientExchange {
    /** Publishes weights that are not the exchange's own. */
    interface Republisher {
        void publish(long step, float[] weights);
    }

    private static final Logger LOG = LoggerFactory.getLogger(KeptVersions.class);

    private final GradientExchange exchange;
    private final Optional<VersionFolders> folders;
    private final LongPredicate kept;
    private final int most;
    private final TrainedWeights weights;
    private final Republisher republisher;
    private OptionalLong newest = OptionalLong.empty();

    /**
     * @param folders empty where no version is kept
     * @param kept the steps whose versions are worth a folder
     */
    KeptVersions(
            GradientExchange exchange,
            Optional<VersionFolders> folders,
            LongPredicate kept,
            int most,
            TrainedWeights weights,
            Republisher republisher) {
        this.exchange = exchange;
        this.folders = folders;
        this.kept = kept;
        this.most = most;
        this.weights = weights;
        this.republisher = republisher;
    }

    /** Forgets versions that the run will make again. */
    void beginAfter(Optional<Checkpoint> resume) {
        folders.ifPresent(all -> all.beginAfter(resume.map(Checkpoint::step).orElse(-1L)));
    }

    @Override
    public int parameters() {
        return exchange.parameters();
    }

    @Override
    public int tasks() {
        return exchange.tasks();
    }

    @Override
    public void restore(Optional<Checkpoint> checkpoint) {
        exchange.restore(checkpoint);
    }

    @Override
    public SummedStep step(List<LeaseBlock> leases, double learningRate) {
        return exchange.step(leases, learningRate);
    }

    @Override
    public double evaluate(List<LeaseBlock> leases) {
        return exchange.evaluate(leases);
    }

    @Override
    public void publish(long step) {
        folders.filter(all -> kept.test(step)).ifPresent(all -> keep(all, step));
        exchange.publish(step);
        newest = OptionalLong.of(step);
    }

    /** A place that is full or away costs a version to roll back to, not the run. */
    private void keep(VersionFolders all, long step) {
        float[] parameters = exchange.state().parameters();
        try {
            all.keep(step, most, folder -> weights.writeAdapter(folder, parameters));
        } catch (UncheckedIOException e) {
            LOG.warn("Version {} is published but not kept, so nobody can roll back to it: {}", step, e.getMessage());
        }
    }

    @Override
    public OptionalLong republish(long step) {
        newest = folders.map(VersionFolders::steps).orElse(List.of()).stream()
                .filter(old -> old <= step)
                .mapToLong(old -> old)
                .max();
        newest.ifPresent(old -> republisher.publish(old, folders.get().read(old, weights::readAdapter)));
        return newest;
    }

    @Override
    public ParameterState state() {
        return exchange.state();
    }

    /** Marks what requests saw last as what is served from now on, where it is not the result itself. */
    void finish(long lastStep) {
        if (folders.isEmpty() || newest.isEmpty() || newest.getAsLong() >= lastStep) {
            return;
        }
        folders.get().steps().stream()
                .filter(step -> step <= newest.getAsLong())
                .reduce((older, newer) -> newer)
                .ifPresent(folders.get()::select);
    }

    @Override
    public void close() {
        exchange.close();
    }
}
