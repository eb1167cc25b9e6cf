package dev.braid.data.spark;

import dev.braid.data.pack.ShardStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/** Shards in a folder that Hadoop reaches: HDFS, S3A and the like. */
final class HadoopShardStore implements ShardStore {
    private final Configuration configuration;
    private final Path folder;

    HadoopShardStore(Configuration configuration, Path folder) {
        this.configuration = configuration;
        this.folder = folder;
    }

    @Override
    public long size(String file) throws IOException {
        return files().getFileStatus(new Path(folder, file)).getLen();
    }

    @Override
    public boolean exists(String file) throws IOException {
        return files().exists(new Path(folder, file));
    }

    @Override
    public byte[] read(String file, long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        try (FSDataInputStream in = files().open(new Path(folder, file))) {
            in.readFully(offset, bytes);
        }
        return bytes;
    }

    @Override
    public void write(String file, Body body) throws IOException {
        Path part = new Path(folder, "." + file + "." + UUID.randomUUID() + ".part");
        try {
            try (OutputStream out = new BufferedOutputStream(files().create(part, true))) {
                body.writeTo(out);
            }
            FileContext.getFileContext(folder.toUri(), configuration)
                    .rename(part, new Path(folder, file), Options.Rename.OVERWRITE);
        } finally {
            files().delete(part, false);
        }
    }

    @Override
    public void delete(String file) throws IOException {
        files().delete(new Path(folder, file), false);
    }

    @Override
    public String location() {
        return folder.toString();
    }

    private FileSystem files() throws IOException {
        return folder.getFileSystem(configuration);
    }
}
