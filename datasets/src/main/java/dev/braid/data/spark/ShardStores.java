package dev.braid.data.spark;

import dev.braid.data.pack.LocalShardStore;
import dev.braid.data.pack.ShardStore;
import java.io.Serializable;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.util.SerializableConfiguration;

/** Opens the shard store of a folder, in the driver and in tasks: local folders directly, all others through Hadoop. */
public final class ShardStores implements Serializable {
    private static final long serialVersionUID = 1L;

    private final SerializableConfiguration configuration;

    public ShardStores(Configuration configuration) {
        this.configuration = new SerializableConfiguration(configuration);
    }

    public ShardStore open(String folder) {
        org.apache.hadoop.fs.Path path = qualified(folder);
        return path.toUri().getScheme().equals("file")
                ? new LocalShardStore(Path.of(path.toUri().getPath()))
                : new HadoopShardStore(configuration(), path);
    }

    Configuration configuration() {
        return configuration.value();
    }

    private org.apache.hadoop.fs.Path qualified(String folder) {
        return HadoopFiles.qualify(configuration(), folder);
    }
}
