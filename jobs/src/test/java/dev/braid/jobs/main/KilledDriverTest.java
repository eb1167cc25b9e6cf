package dev.braid.jobs.main;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.spark.JobMode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A finetuning job whose driver is killed at any moment goes on with the same command. */
@Tag("cluster")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class KilledDriverTest {
    private static final int SIGTERM = 15;
    private static final int STEPS = 30;
    private static final int KILLS = Integer.getInteger("braid.kills.driver", 3);

    @TempDir
    Path folder;

    private SparkConf conf(Path model, String name) {
        return TestJobs.conf("local[2]", model, folder.resolve(name))
                .set("spark.braid.train.max.steps", "" + STEPS)
                .set("spark.braid.train.eval.steps", "7")
                .set("spark.braid.train.save.steps", "3");
    }

    /** The job in a JVM of its own, as spark-submit would start it. */
    private static Process start(SparkConf conf) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Arrays.asList(JavaModuleOptions.defaultModuleOptionArray()));
        for (var entry : conf.getAll()) {
            command.add("-D" + entry._1() + "=" + entry._2());
        }
        command.addAll(List.of("-cp", System.getProperty("surefire.test.class.path"), FinetuneJob.class.getName()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File("target/killed-finetune-driver.log")))
                .start();
    }

    @Test
    void theSameCommandEndsWithTheSameAdapter() throws Exception {
        Path model = TestJobs.model(folder.resolve("model"));
        byte[] undisturbed = train(conf(model, "undisturbed"));
        for (int kill = 0; kill < KILLS; kill++) {
            long seed = new Random().nextLong();
            String name = "kill-" + kill;
            Path out = folder.resolve(name);
            long steps = killSometime(start(conf(model, name)), out.resolve("events.jsonl"), new Random(seed));
            assertArrayEquals(undisturbed, train(conf(model, name)), name + " after step " + steps + ", seed " + seed);
            System.out.println(name + " after step " + steps + ": the same adapter");
        }
    }

    @Test
    void aDriverThatIsAskedToEndSavesFirst() throws Exception {
        Path model = TestJobs.model(folder.resolve("model"));
        byte[] undisturbed = train(conf(model, "undisturbed"));
        SparkConf seldom = conf(model, "asked").set("spark.braid.train.save.steps", "1000");
        Path events = folder.resolve("asked/events.jsonl");
        Process driver = start(seldom);
        awaitStep(driver, events, 11);
        driver.destroy();
        assertTrue(driver.waitFor(60, TimeUnit.SECONDS), "the driver ends");
        assertEquals(128 + SIGTERM, driver.exitValue());
        List<String> lines = Files.readAllLines(events);
        String last = lines.get(lines.size() - 1);
        assertTrue(lines.stream().anyMatch(line -> line.contains("\"end\":\"stopped\"")), last);
        assertTrue(lines.stream().anyMatch(line -> line.contains("\"event\":\"saved\"")), last);
        long before = steps(events);
        assertArrayEquals(undisturbed, train(seldom));
        assertEquals(STEPS, steps(events), before + " steps before, none of them done again");
    }

    private static void awaitStep(Process driver, Path events, int step) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (driver.isAlive() && steps(events) < step && System.nanoTime() < deadline) {
            Thread.sleep(2);
        }
        assertTrue(driver.isAlive() && steps(events) >= step, "the job ended before step " + step);
    }

    /** Kills a driver once training has begun; returns the steps that it had told of. */
    private static long killSometime(Process driver, Path events, Random random) throws Exception {
        awaitStep(driver, events, random.nextInt(STEPS - 5));
        Thread.sleep(random.nextInt(60));
        driver.destroyForcibly().waitFor();
        return steps(events);
    }

    private static long steps(Path events) throws IOException {
        if (!Files.exists(events)) {
            return -1;
        }
        return Files.readString(events)
                .lines()
                .filter(line -> line.contains("\"stepped\""))
                .count();
    }

    private static byte[] train(SparkConf conf) throws IOException {
        try (BraidApplication application = BraidApplication.start(conf, JobMode.FINETUNE)) {
            FinetuneResult result = new FinetuneJob(application).run(new JobObserver() {});
            return Files.readAllBytes(Path.of(result.result()).resolve("adapter_model.safetensors"));
        }
    }
}
