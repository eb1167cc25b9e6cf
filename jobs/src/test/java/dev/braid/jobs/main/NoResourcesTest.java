package dev.braid.jobs.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.spark.JobMode;
import dev.braid.jobs.spark.ResourcesException;
import dev.braid.jobs.train.DivergedException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoResourcesTest {
    @TempDir
    Path folder;

    @Test
    @Tag("cluster")
    void aGpuThatNoWorkerHasIsNamedWhenTheTimeIsOver() {
        SparkConf conf = TestJobs.conf(
                        "local-cluster[1,1,1024]", TestJobs.model(folder.resolve("model")), folder.resolve("out"))
                .set("spark.executor.memory", "512m")
                .set("spark.executor.memoryOverhead", "512m")
                .set("spark.executor.resource.gpu.amount", "1")
                .set("spark.task.resource.gpu.amount", "1")
                .set("spark.braid.executors.timeout", "5s");
        try (BraidApplication application = BraidApplication.start(conf, JobMode.FINETUNE)) {
            FinetuneJob job = new FinetuneJob(application);
            ResourcesException e = assertThrows(ResourcesException.class, () -> job.run(new JobObserver() {}));
            for (String part : List.of(
                    "0 executors came within 5 s, asked for were 1 executors of local-cluster[1,1,1024]",
                    "spark.executor.cores = 1",
                    "spark.executor.memory = 512m",
                    "spark.executor.resource.gpu.amount = 1")) {
                assertTrue(e.getMessage().contains(part), () -> "expected \"" + part + "\" in: " + e.getMessage());
            }
        }
    }

    @Test
    void failuresHaveTheCodeOfTheirCause() {
        assertEquals(3, ExitCode.of(new ResourcesException("none")).code());
        assertEquals(
                4,
                ExitCode.of(new IllegalStateException(new DivergedException("nan")))
                        .code());
        assertEquals(1, ExitCode.of(new IllegalStateException("other")).code());
    }
}
