package dev.braid.data.spark;

import dev.braid.data.pack.LocalShardStore;
import dev.braid.data.pack.ShardStore;
import java.io.Serializable;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Opens the shard store of a folder, in the driver and in tasks: local folders directly, all others through Hadoop. */
public final class ShardStores implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Source source;

    /** Hadoop's configuration, wherever this is. */
    private interface Source extends Serializable {
        Configuration configuration();
    }

    private ShardStores(Source source) {
        this.source = source;
    }

    /** For this process alone, as it travels with each task that has it: hundreds of entries. */
    public ShardStores(Configuration configuration) {
        SerializableConfiguration own = new SerializableConfiguration(configuration);
        this.source = own::value;
    }

    /** With an application's own configuration, which goes to each executor once. */
    public static ShardStores of(JavaSparkContext spark) {
        Broadcast<SerializableConfiguration> sent =
                spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
        return new ShardStores(() -> sent.value().value());
    }

    public ShardStore open(String folder) {
        org.apache.hadoop.fs.Path path = qualified(folder);
        return path.toUri().getScheme().equals("file")
                ? new LocalShardStore(Path.of(path.toUri().getPath()))
                : new HadoopShardStore(configuration(), path);
    }

    Configuration configuration() {
        return source.configuration();
    }

    private org.apache.hadoop.fs.Path qualified(String folder) {
        return HadoopFiles.qualify(configuration(), folder);
    }
}
