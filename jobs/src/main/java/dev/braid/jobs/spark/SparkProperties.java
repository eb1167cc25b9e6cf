package dev.braid.jobs.spark;

import dev.braid.jobs.conf.BraidConf;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/** Reads Braid's configuration from Spark's. */
public final class SparkProperties {
    private SparkProperties() {}

    /** The validated {@code spark.braid.*} entries. */
    public static BraidConf braid(SparkConf spark) {
        return BraidConf.of(Arrays.stream(spark.getAll()).collect(Collectors.toMap(Tuple2::_1, Tuple2::_2)));
    }
}
