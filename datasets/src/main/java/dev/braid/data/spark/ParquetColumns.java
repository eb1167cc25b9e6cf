package dev.braid.data.spark;

import dev.braid.data.row.DatasetException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The schema of some columns of a Parquet file, from its footer. Spark would run a job to infer it, whose result no strict
 * serializer takes.
 */
final class ParquetColumns {
    private ParquetColumns() {}

    /** @throws DatasetException naming the file and the column that it lacks */
    static StructType schema(Configuration configuration, String file, List<String> columns) {
        StructType all =
                new ParquetToSparkSchemaConverter(settings(configuration)).convert(footer(configuration, file));
        List<StructField> chosen = new ArrayList<>();
        for (String column : columns) {
            if (!List.of(all.fieldNames()).contains(column)) {
                throw new DatasetException("dataset file " + HadoopFiles.display(file) + " has no column '" + column
                        + "'; it has " + String.join(", ", all.fieldNames()));
            }
            chosen.add(all.apply(column));
        }
        return new StructType(chosen.toArray(StructField[]::new));
    }

    /** The converter wants its settings to be there. */
    private static Configuration settings(Configuration configuration) {
        Configuration settings = new Configuration(configuration);
        settings.setIfUnset("spark.sql.parquet.binaryAsString", "false");
        settings.setIfUnset("spark.sql.parquet.int96AsTimestamp", "true");
        settings.setIfUnset("spark.sql.caseSensitive", "false");
        settings.setIfUnset("spark.sql.parquet.inferTimestampNTZ.enabled", "true");
        settings.setIfUnset("spark.sql.legacy.parquet.nanosAsLong", "false");
        return settings;
    }

    private static MessageType footer(Configuration configuration, String file) {
        try (ParquetFileReader reader =
                ParquetFileReader.open(HadoopInputFile.fromPath(new Path(file), configuration))) {
            return reader.getFooter().getFileMetaData().getSchema();
        } catch (IOException | RuntimeException e) {
            throw new DatasetException("dataset file " + HadoopFiles.display(file) + " is no Parquet: " + e, e);
        }
    }
}
