package dev.braid.data.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import dev.braid.data.row.DatasetException;
import dev.braid.data.row.FileFormat;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * The outcomes of the rows of a dataset, in the order of files and lines. A text file is read by one task, from its first
 * line to its last; Parquet by Spark, sorted by file and row.
 */
final class RowRead {
    /**
     * The fields of every known shape. Asked for by name, they are read without a job that infers a schema (whose result no
     * strict serializer takes); the ones that a file lacks are null and left out of the JSON.
     */
    private static final String FIELDS = "messages array<struct<role:string,content:string>>,"
            + " conversations array<struct<from:string,value:string>>, system string,"
            + " prompt string, completion string, instruction string, input string, output string, text string";

    private final SparkSession spark;
    private final RowSource source;
    private final RowTask task;

    RowRead(SparkSession spark, RowSource source, RowTask task) {
        this.spark = spark;
        this.source = source;
        this.task = task;
    }

    JavaRDD<byte[]> outcomes() {
        List<String> files = HadoopFiles.list(spark.sparkContext().hadoopConfiguration(), source.paths());
        long parquet = files.stream()
                .filter(file -> format(file) == FileFormat.PARQUET)
                .count();
        if (parquet == 0) {
            return text(files);
        }
        if (parquet < files.size()) {
            throw new DatasetException("dataset " + source.label() + " mixes parquet (" + parquet
                    + " files) with text (" + (files.size() - parquet) + "); give them as two datasets");
        }
        return parquet(files);
    }

    private FileFormat format(String file) {
        try {
            return source.format().orElseGet(() -> FileFormat.ofFile(file));
        } catch (IllegalArgumentException e) {
            throw new DatasetException("dataset " + source.label() + ": " + e.getMessage(), e);
        }
    }

    private JavaRDD<byte[]> text(List<String> files) {
        RowTask rows = task;
        return JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(files, files.size())
                .mapPartitions(rows::read);
    }

    private JavaRDD<byte[]> parquet(List<String> files) {
        RowTask rows = task;
        return spark.read()
                .schema(FIELDS)
                .parquet(files.toArray(String[]::new))
                .select(
                        to_json(struct(col("*"))).as("json"),
                        col("_metadata.file_path").as("file"),
                        col("_metadata.row_index").as("row"))
                .orderBy("file", "row")
                .toJavaRDD()
                .mapPartitions(partition -> rows.parse(new Mapped<>(
                        partition,
                        row -> new RowTask.JsonRow(row.getString(1), row.getLong(2) + 1, row.getString(0)))));
    }
}
