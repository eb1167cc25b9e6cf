package dev.braid.submit;

import dev.braid.jobs.conf.BraidConf;
import dev.braid.ops.memory.Lanes;
import java.util.List;
import java.util.TreeSet;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;

/** A Spark program that prints what its executors see of Braid; DistributionTest submits it. */
public final class ExecutorProbe {
    private ExecutorProbe() {}

    public static void main(String[] args) {
        try (JavaSparkContext spark = JavaSparkContext.fromSparkContext(SparkContext.getOrCreate())) {
            List<String> seen = spark.parallelize(List.of(1, 2, 3, 4), 4)
                    .map(task -> {
                        Thread.sleep(500);
                        return SparkEnv.get().executorId() + " "
                                + BraidConf.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .getPath()
                                + " " + (Lanes.COUNT > 0 ? "vectors" : "none");
                    })
                    .collect();
            new TreeSet<>(seen).forEach(line -> System.out.println("probe " + line));
        }
    }
}
