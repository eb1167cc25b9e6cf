package dev.braid.jobs.main;

import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.control.Publication;
import dev.braid.jobs.control.VersionMessage;
import dev.braid.jobs.control.VersionPublisher;
import dev.braid.jobs.spark.LocalCopies;
import dev.braid.jobs.spark.storage.VersionFolders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The served adapters that come from output folders of jobs: when another version is selected there ({@code braid
 * rollback}), executors are sent it, and requests that begin from then on get it. What cannot be read is told once and
 * leaves served what is served. Has a thread of its own, which ends with {@link #close}.
 */
final class FollowedAdapters implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FollowedAdapters.class);

    /** Reads an adapter as an engine takes it; refuses one of another shape. */
    interface Reader {
        float[] read(String name, Path folder);
    }

    private final List<Adapter> adapters = new ArrayList<>();
    private final Reader reader;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread made = new Thread(work, "braid-followed-adapters");
        made.setDaemon(true);
        return made;
    });

    private FollowedAdapters(
            Map<String, LocalCopies.Followed> followed, Reader reader, Supplier<VersionPublisher> publishers) {
        this.reader = reader;
        followed.forEach((name, adapter) -> adapters.add(new Adapter(name, adapter, publishers.get())));
    }

    /**
     * @param publishers a new one for each adapter
     * @param period between two looks at the folders
     */
    static FollowedAdapters follow(
            Map<String, LocalCopies.Followed> followed,
            Reader reader,
            Supplier<VersionPublisher> publishers,
            Duration period) {
        FollowedAdapters all = new FollowedAdapters(followed, reader, publishers);
        if (!all.adapters.isEmpty()) {
            all.thread.scheduleWithFixedDelay(
                    () -> all.adapters.forEach(Adapter::look),
                    period.toMillis(),
                    period.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
        return all;
    }

    private final class Adapter {
        private final String name;
        private final VersionFolders folders;
        private final VersionPublisher publisher;
        private VersionFolders.Served served;
        private String complaint = "";

        Adapter(String name, LocalCopies.Followed followed, VersionPublisher publisher) {
            this.name = name;
            this.folders = followed.folders();
            this.served = followed.served();
            this.publisher = publisher;
        }

        /** Must not throw: the thread would look no more. */
        private void look() {
            try {
                VersionFolders.Served selected = folders.served();
                if (!selected.equals(served)) {
                    float[] weights = folders.read(selected, folder -> reader.read(name, folder));
                    AdapterVersion version = new AdapterVersion(name, selected.step());
                    publisher.publish(Publication.of(new VersionMessage(version, weights)));
                    LOG.info("{} is {} from now on ({})", name, version, selected.folder());
                    served = selected;
                } else {
                    publisher.refresh();
                }
                complaint = "";
            } catch (RuntimeException e) {
                complain(e);
            }
        }

        private void complain(RuntimeException e) {
            if (!e.toString().equals(complaint)) {
                LOG.warn("{} stays what it is: the version that was selected cannot be served", name, e);
                complaint = e.toString();
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
