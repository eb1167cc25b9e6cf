package dev.braid.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutorMemoryTest {
    private static final long GIB = 1L << 30;

    @Test
    void tooLittleOverheadIsRefusedWithTheValueThatWouldDo() {
        SparkConf conf =
                new SparkConf(false).setMaster("local-cluster[2,1,2048]").set("spark.executor.memoryOverhead", "1g");
        Exception refused = assertThrows(IllegalArgumentException.class, () -> ExecutorMemory.check(conf, 3 * GIB, 0));
        assertEquals(
                "spark.executor.memoryOverhead is 1024m, but the model's tensors take 3072m beside the heap of each "
                        + "executor; set it to at least 3557m",
                refused.getMessage());
        conf.set("spark.executor.memoryOverhead", "3557m");
        assertDoesNotThrow(() -> ExecutorMemory.check(conf, 3 * GIB, 0));
    }

    @Test
    void withoutASettingSparksOwnDefaultCounts() {
        SparkConf conf = new SparkConf(false).setMaster("spark://host:7077").set("spark.executor.memory", "10g");
        assertDoesNotThrow(() -> ExecutorMemory.check(conf, 700L << 20, 0));
        assertThrows(IllegalArgumentException.class, () -> ExecutorMemory.check(conf, 705L << 20, 0));
    }

    @Test
    void localModeCountsThisProcess() {
        SparkConf conf = new SparkConf(false).setMaster("local[2]");
        assertDoesNotThrow(() -> ExecutorMemory.check(conf, GIB, 2 * GIB));
        Exception refused = assertThrows(IllegalArgumentException.class, () -> ExecutorMemory.check(conf, GIB, GIB));
        assertTrue(refused.getMessage().contains("-XX:MaxDirectMemorySize=1152m"), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 100L << 20, 5 * GIB + 12345, 140 * GIB})
    void theTensorsFitIntoTheLimitThatAnOverheadGives(long tensors) {
        long overhead = ExecutorMemory.overheadFor(tensors);
        assertTrue(ExecutorMemory.directLimit(overhead) >= tensors + ExecutorMemory.BUFFERS);
        assertTrue(overhead >= tensors + ExecutorMemory.OTHER);
    }

    @Test
    void executorsGetTheirLimitUnlessTheUserSetOne() {
        SparkConf conf = new SparkConf(false)
                .setMaster("spark://host:7077")
                .set("spark.executor.memoryOverhead", "2000m")
                .set("spark.executor.extraJavaOptions", "-Dx=y");
        ExecutorMemory.limitDirectMemory(conf);
        assertEquals("-Dx=y -XX:MaxDirectMemorySize=1800m", conf.get("spark.executor.extraJavaOptions"));
        conf.set("spark.executor.memoryOverhead", "4g");
        ExecutorMemory.limitDirectMemory(conf);
        assertEquals("-Dx=y -XX:MaxDirectMemorySize=1800m", conf.get("spark.executor.extraJavaOptions"));
    }
}
