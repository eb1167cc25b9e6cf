package dev.braid.jobs.spark;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/**
 * What an application asks its cluster for, as text: executors and what each must have. Properties that are not set are
 * the cluster manager's own business and left out, but for cores.
 *
 * @param master where it asks
 * @param executors how many
 * @param each what one must have, by the property that says so
 */
public record AskedResources(String master, int executors, Map<String, String> each) {
    private static final String RESOURCE = "spark\\.executor\\.resource\\..+\\.amount";

    public static AskedResources of(SparkConf conf) {
        Map<String, String> each = new LinkedHashMap<>();
        each.put("spark.executor.cores", Integer.toString(Cores.ofExecutor(conf)));
        for (String key : new String[] {"spark.executor.memory", "spark.executor.memoryOverhead"}) {
            if (conf.contains(key)) {
                each.put(key, conf.get(key));
            }
        }
        Arrays.stream(conf.getAll())
                .filter(entry -> entry._1().matches(RESOURCE))
                .sorted((a, b) -> a._1().compareTo(b._1()))
                .forEach((Tuple2<String, String> entry) -> each.put(entry._1(), entry._2()));
        return new AskedResources(conf.get("spark.master", "local"), Cores.executors(conf), each);
    }

    @Override
    public String toString() {
        return executors + " executors of " + master + ", each with "
                + each.entrySet().stream()
                        .map(entry -> entry.getKey() + " = " + entry.getValue())
                        .collect(Collectors.joining(", "));
    }
}
