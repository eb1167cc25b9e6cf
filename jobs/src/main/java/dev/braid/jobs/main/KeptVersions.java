package dev.braid.jobs.main;

import dev.braid.jobs.adapter.VersionFolders;
import dev.braid.jobs.train.LeaseBlock;
import dev.braid.jobs.train.LeaseOutcome;
import dev.braid.jobs.train.LeaseRunner;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongPredicate;

/**
 * A runner of leases that keeps published versions as adapter folders before requests see them. Used by the thread that
 * runs the steps.
 */
final class KeptVersions implements LeaseRunner {
    private final LeaseRunner runner;
    private final VersionFolders folders;
    private final LongPredicate kept;
    private final int most;
    private final TrainedWeights weights;
    private OptionalLong newest = OptionalLong.empty();

    /** @param kept the steps whose versions are worth a folder */
    KeptVersions(LeaseRunner runner, VersionFolders folders, LongPredicate kept, int most, TrainedWeights weights) {
        this.runner = runner;
        this.folders = folders;
        this.kept = kept;
        this.most = most;
        this.weights = weights;
    }

    @Override
    public int tasks() {
        return runner.tasks();
    }

    @Override
    public List<LeaseOutcome> run(List<LeaseBlock> leases, float[] parameters) {
        return runner.run(leases, parameters);
    }

    @Override
    public void publish(long version, float[] parameters) {
        if (kept.test(version)) {
            folders.keep(version, most, folder -> weights.writeAdapter(folder, parameters));
        }
        runner.publish(version, parameters);
        newest = OptionalLong.of(version);
    }

    @Override
    public OptionalLong republish(long step) {
        newest = folders.steps().stream()
                .filter(old -> old <= step)
                .mapToLong(old -> old)
                .max();
        newest.ifPresent(old -> runner.publish(old, weights.readAdapter(folders.folder(old))));
        return newest;
    }

    /** Marks what requests saw last as what is served from now on, where it is not the result itself. */
    void finish(long lastStep) {
        if (newest.isPresent() && newest.getAsLong() < lastStep) {
            folders.select(newest.getAsLong());
        }
    }
}
