package dev.braid.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BraidSparkTest {
    @Test
    void otherVersionsOfSparkAreRefusedByName() {
        Exception refused = assertThrows(IllegalStateException.class, () -> BraidSpark.requireVersion("3.5.1"));
        assertEquals("this is Spark 3.5.1, but Braid runs on Spark 4.2.0; use that one", refused.getMessage());
    }

    @Test
    void dynamicAllocationIsRefused() {
        SparkConf conf = new SparkConf(false).set("spark.dynamicAllocation.enabled", "true");
        assertThrows(IllegalArgumentException.class, () -> BraidSpark.configure(conf, JobMode.SERVE));
    }

    @Test
    void pluginsOfTheUserStay() {
        SparkConf conf = new SparkConf(false).set("spark.plugins", "com.example.Other");
        assertEquals(
                "com.example.Other,dev.braid.jobs.spark.BraidPlugin",
                BraidSpark.configure(conf, JobMode.SERVE).get("spark.plugins"));
    }

    @Test
    void executorsGetPathsThatDoNotDependOnTheirDirectory() {
        SparkConf conf = new SparkConf(false)
                .set("spark.braid.model", "models/tiny")
                .set("spark.braid.adapter.path", "/else/where")
                .set("spark.braid.serve.adapters", "a=x/../one,b=/two");
        SparkConf set = BraidSpark.configure(conf, JobMode.SERVE);
        Path here = Path.of("").toAbsolutePath();
        assertEquals(here.resolve("models/tiny").toString(), set.get("spark.braid.model"));
        assertEquals("/else/where", set.get("spark.braid.adapter.path"));
        assertEquals("a=" + here.resolve("one") + ",b=/two", set.get("spark.braid.serve.adapters"));
    }

    @Test
    void executorsOfAStandaloneClusterFollowFromItsCores() {
        SparkConf conf = new SparkConf(false).setMaster("spark://host:7077").set("spark.cores.max", "13");
        assertEquals(1, Cores.executors(conf));
        assertEquals(3, Cores.executors(conf.set("spark.executor.cores", "4")));
    }

    @Test
    void aDriverWithoutItsModulesIsToldTheOptions() {
        Exception refused = assertThrows(IllegalStateException.class, () -> JvmModules.require(ModuleLayer.empty()));
        assertTrue(
                refused.getMessage().contains("spark.driver.extraJavaOptions to '-XX:+IgnoreUnrecognizedVMOptions")
                        && refused.getMessage().contains("--add-modules=jdk.incubator.vector"),
                refused.getMessage());
        JvmModules.require(ModuleLayer.boot());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "local | 1 | 1",
                "local[3] | 3 | 1",
                "local[2,4] | 2 | 1",
                "local-cluster[5, 2, 1024] | 2 | 5",
                "spark://host:7077 | 6 | 4",
            })
    void mastersTellCoresAndExecutors(String master, int cores, int executors) {
        SparkConf conf = new SparkConf(false)
                .setMaster(master)
                .set("spark.executor.cores", "6")
                .set("spark.executor.instances", master.startsWith("spark:") ? "4" : "1");
        assertEquals(cores, Cores.ofExecutor(conf));
        assertEquals(executors, Cores.executors(conf));
    }
}
