package dev.braid.jobs.spark.pipeline;

import dev.braid.data.pack.ShardStore;
import dev.braid.data.spark.ShardStores;
import dev.braid.jobs.pipeline.checkpoint.Manifest;
import dev.braid.jobs.pipeline.checkpoint.PipelineCheckpointException;
import dev.braid.jobs.pipeline.checkpoint.StatePart;
import dev.braid.stage.ParameterState;
import dev.braid.stage.StageState;
import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A run's checkpoints, on anything that Hadoop reaches. Workers write parts, each whole or not at all; then the driver
 * writes the manifest the same way, and with it the checkpoint is there. A folder without a manifest is none.
 */
public final class PipelineCheckpoints {
    private static final Pattern NAME = Pattern.compile("checkpoint-(\\d{12})");

    private final Configuration configuration;
    private final ShardStores stores;
    private final Path folder;

    public PipelineCheckpoints(Configuration configuration, String folder) {
        this.configuration = configuration;
        this.stores = new ShardStores(configuration);
        this.folder = new Path(folder);
    }

    private Path of(long iterations) {
        return new Path(folder, "checkpoint-%012d".formatted(iterations));
    }

    /** The folder of a checkpoint. */
    public String location(long iterations) {
        return of(iterations).toString();
    }

    private FileSystem files() throws IOException {
        return folder.getFileSystem(configuration);
    }

    /** Writes a stage's part; an earlier attempt's may lie beside it. */
    public StatePart write(long iterations, int attempt, int stage, StageState state) throws IOException {
        files().mkdirs(of(iterations));
        ShardStore store = stores.open(location(iterations));
        String file = "stage-%04d-attempt-%04d.part".formatted(stage, attempt);
        StatePart[] written = new StatePart[1];
        store.write(file, out -> written[0] = StatePart.write(file, state, out));
        return written[0];
    }

    /** Makes a checkpoint of parts that are written, and removes all but the newest. */
    public void commit(Manifest manifest, int keep) throws IOException {
        byte[] json = manifest.toJson();
        stores.open(location(manifest.iterations())).write(Manifest.FILE, out -> out.write(json));
        List<Long> all = new ArrayList<>(committed());
        for (long old : all.subList(0, Math.max(0, all.size() - keep))) {
            remove(old);
        }
    }

    /** The manifest goes first: what is left of a removal that is cut short is no checkpoint. */
    private void remove(long iterations) throws IOException {
        files().delete(new Path(of(iterations), Manifest.FILE), false);
        files().delete(of(iterations), true);
    }

    /** Removes what was begun and not committed. */
    public void removeUnfinished() {
        try {
            for (long iterations : folders().keySet()) {
                if (!files().exists(new Path(of(iterations), Manifest.FILE))) {
                    files().delete(of(iterations), true);
                }
            }
        } catch (IOException e) {
            throw new PipelineCheckpointException("checkpoints in " + folder + " cannot be tidied up: " + e, e);
        }
    }

    /** Iterations of all that are there, ascending. */
    private List<Long> committed() throws IOException {
        List<Long> committed = new ArrayList<>();
        for (long iterations : folders().keySet()) {
            if (files().exists(new Path(of(iterations), Manifest.FILE))) {
                committed.add(iterations);
            }
        }
        return committed;
    }

    private TreeMap<Long, Path> folders() throws IOException {
        TreeMap<Long, Path> folders = new TreeMap<>();
        try {
            for (FileStatus status : files().listStatus(folder)) {
                Matcher name = NAME.matcher(status.getPath().getName());
                if (name.matches()) {
                    folders.put(Long.parseLong(name.group(1)), status.getPath());
                }
            }
        } catch (FileNotFoundException none) {
            return folders;
        }
        return folders;
    }

    /**
     * The newest checkpoint; empty when there is none.
     *
     * @throws PipelineCheckpointException when it is torn, or of a run with another fingerprint
     */
    public Optional<Manifest> newest(String fingerprint) {
        try {
            List<Long> all = committed();
            if (all.isEmpty()) {
                return Optional.empty();
            }
            String where = location(all.get(all.size() - 1));
            ShardStore store = stores.open(where);
            Manifest manifest =
                    Manifest.parse(where, store.read(Manifest.FILE, 0, Math.toIntExact(store.size(Manifest.FILE))));
            check(where, store, manifest, fingerprint);
            return Optional.of(manifest);
        } catch (IOException e) {
            throw new PipelineCheckpointException("checkpoints in " + folder + " cannot be read: " + e, e);
        }
    }

    private static void check(String where, ShardStore store, Manifest manifest, String fingerprint)
            throws IOException {
        if (!manifest.fingerprint().equals(fingerprint)) {
            throw new PipelineCheckpointException(where + " is of another run: model, data, mini-batch or seed differ;"
                    + " use another output folder or remove it");
        }
        for (StatePart part : manifest.parts()) {
            if (!store.exists(part.file()) || store.size(part.file()) != part.bytes()) {
                throw new PipelineCheckpointException(where + "/" + part.file()
                        + (store.exists(part.file())
                                ? " has " + store.size(part.file()) + " bytes, but the manifest says " + part.bytes()
                                : " is missing")
                        + "; remove " + where + " to go on from the checkpoint before");
            }
        }
    }

    /**
     * The parameters of all stages.
     *
     * @throws PipelineCheckpointException when a part is not what was written
     */
    public StageState read(Manifest manifest) {
        List<ParameterState> parameters = new ArrayList<>();
        for (StatePart part : manifest.parts()) {
            Path file = new Path(of(manifest.iterations()), part.file());
            try (InputStream in = new BufferedInputStream(files().open(file))) {
                parameters.addAll(part.read(location(manifest.iterations()), in).parameters());
            } catch (IOException e) {
                throw new PipelineCheckpointException(file + " cannot be read: " + e, e);
            }
        }
        return new StageState(parameters);
    }
}
