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
import org.junit.jupiter.api.BeforeAll;
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

    private static final int MOST_KILLS_OF_A_JOB = 3;

    private static Path model;
    private static byte[] undisturbed;

    @TempDir
    Path folder;

    @BeforeAll
    static void trainUndisturbed(@TempDir Path shared) throws IOException {
        model = TestJobs.model(shared.resolve("model"));
        undisturbed = train(conf(shared.resolve("undisturbed")));
    }

    private SparkConf conf(String name) {
        return conf(folder.resolve(name));
    }

    private static SparkConf conf(Path out) {
        return TestJobs.conf("local[2]", model, out)
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
        for (int kills = 0; kills < KILLS; ) {
            int ofThisJob = Math.min(MOST_KILLS_OF_A_JOB, KILLS - kills);
            long seed = new Random().nextLong();
            Random random = new Random(seed);
            String name = "killed-" + kills;
            Path events = folder.resolve(name).resolve("events.jsonl");
            List<Long> steps = new ArrayList<>();
            for (int kill = 0; kill < ofThisJob; kill++) {
                steps.add(killSometime(start(conf(name)), events, kill, ofThisJob, random));
            }
            assertArrayEquals(undisturbed, train(conf(name)), name + " after steps " + steps + ", seed " + seed);
            System.out.println(name + " after steps " + steps + " told of: the same adapter");
            kills += ofThisJob;
        }
    }

    @Test
    void aDriverThatIsAskedToEndSavesFirst() throws Exception {
        SparkConf seldom = conf("asked").set("spark.braid.train.save.steps", "1000");
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

    /**
     * Kills a driver at a random moment of its part of the training; returns the steps that were told of.
     *
     * @param kill the how manyth of so many of its job
     */
    private static long killSometime(Process driver, Path events, int kill, int kills, Random random) throws Exception {
        int part = (STEPS - 5) / kills;
        awaitStep(driver, events, kill * part + random.nextInt(part));
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
