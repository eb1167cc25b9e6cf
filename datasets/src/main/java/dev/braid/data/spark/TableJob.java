package dev.braid.data.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import dev.braid.data.pack.ShardStore;
import dev.braid.data.row.DatasetException;
import dev.braid.data.row.FileFormat;
import dev.braid.data.row.Quarantine;
import dev.braid.data.row.QuarantinedRow;
import dev.braid.data.table.Column;
import dev.braid.data.table.TableIndex;
import dev.braid.data.table.TableRows;
import dev.braid.data.table.TableShard;
import dev.braid.data.table.TableWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Makes files of rows into a table's shards: tasks read, check and write, the driver sees counts and index entries alone.
 * A text file is read by one task, Parquet by several. Shards of the same files, columns and settings that are there
 * already are taken as they are. Call from one driver thread at a time.
 */
public final class TableJob {
    private final SparkSession spark;
    private final RowSource source;
    private final TableRows table;
    private final String folder;
    private final ShardStores stores;

    /** @param folder for the shards, on anything that Hadoop reaches */
    public TableJob(SparkSession spark, RowSource source, TableRows table, String folder) {
        this.spark = spark;
        this.source = source;
        this.table = table;
        this.folder = folder;
        this.stores = ShardStores.of(JavaSparkContext.fromSparkContext(spark.sparkContext()));
    }

    /**
     * Runs the job.
     *
     * @throws DatasetException when there is nothing to read, or too much of it is malformed
     */
    public TableIndex run() {
        try {
            return index();
        } catch (IOException e) {
            throw new DatasetException("the table cannot be written to " + folder + ": " + e.getMessage(), e);
        }
    }

    private TableIndex index() throws IOException {
        List<String> files = HadoopFiles.list(stores.configuration(), source.paths());
        String identity = identity(files);
        ShardStore store = stores.open(folder);
        if (store.exists(TableIndex.FILE)) {
            TableIndex there = TableIndex.read(store);
            if (there.source().equals(identity)) {
                return there;
            }
            store.delete(TableIndex.FILE);
            for (TableShard shard : there.shards()) {
                store.delete(shard.file());
            }
        }
        List<TableWriter.Part> parts =
                parts(files).collect().stream().map(TableWriter.Part::fromJson).toList();
        TableIndex index = index(identity, parts);
        index.write(store);
        return index;
    }

    private TableIndex index(String identity, List<TableWriter.Part> parts) {
        List<TableShard> shards = new ArrayList<>();
        List<QuarantinedRow> examples = new ArrayList<>();
        long good = 0;
        long bad = 0;
        for (TableWriter.Part part : parts) {
            shards.addAll(part.shards());
            examples.addAll(part.examples());
            good += part.good();
            bad += part.bad();
        }
        new Quarantine(good, bad, examples).check(source.label(), source.maxQuarantineFraction());
        if (shards.isEmpty()) {
            throw new DatasetException("dataset " + source.label() + " has " + good
                    + " rows, but together they fill no window of tokens; bring more text or shorten the windows");
        }
        return new TableIndex(TableIndex.VERSION, identity, table.tensors(), shards, bad);
    }

    /** Files by name, length and time, and what is read of them. */
    private String identity(List<String> files) throws IOException {
        StringBuilder text = new StringBuilder(table.identity()).append(source.format());
        for (String file : files) {
            Path path = new Path(file);
            FileStatus status = path.getFileSystem(stores.configuration()).getFileStatus(path);
            text.append('\n')
                    .append(file)
                    .append(' ')
                    .append(status.getLen())
                    .append(' ')
                    .append(status.getModificationTime());
        }
        return Fingerprint.of(text.toString());
    }

    private JavaRDD<String> parts(List<String> files) {
        TableTask task = new TableTask(
                stores, folder, table, source.format().map(FileFormat::name).orElse(""));
        List<String> parquet = files.stream()
                .filter(file -> format(file) == FileFormat.PARQUET)
                .toList();
        if (parquet.isEmpty()) {
            return JavaSparkContext.fromSparkContext(spark.sparkContext())
                    .parallelize(files, files.size())
                    .mapPartitionsWithIndex(task::text, false);
        }
        if (parquet.size() < files.size()) {
            throw new DatasetException("dataset " + source.label() + " mixes parquet (" + parquet.size()
                    + " files) with text (" + (files.size() - parquet.size()) + "); give them as two datasets");
        }
        return parquet(parquet).mapPartitionsWithIndex(task::json, false);
    }

    private FileFormat format(String file) {
        try {
            return source.format().orElseGet(() -> FileFormat.ofFile(file));
        } catch (IllegalArgumentException e) {
            throw new DatasetException("dataset " + source.label() + ": " + e.getMessage(), e);
        }
    }

    private JavaRDD<String[]> parquet(List<String> files) {
        var schema = ParquetColumns.schema(stores.configuration(), files.get(0), columns());
        return spark.read()
                .schema(schema)
                .parquet(files.toArray(String[]::new))
                .select(
                        to_json(struct(col("*"))).as("json"),
                        col("_metadata.file_path").as("file"),
                        col("_metadata.row_index").as("row"))
                .orderBy("file", "row")
                .toJavaRDD()
                .map(row -> new String[] {row.getString(1), Long.toString(row.getLong(2) + 1), row.getString(0)});
    }

    private List<String> columns() {
        return table.tensors().stream()
                .flatMap(tensor -> tensor.columns().stream())
                .map(Column::name)
                .distinct()
                .toList();
    }
}
