package dev.braid.jobs.main;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.spark.JobMode;
import dev.braid.jobs.spark.storage.VersionFolders;
import dev.braid.jobs.train.TrainingEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finetuning with everything on HDFS, and what happens when it is full or away. */
@Tag("hdfs")
class HdfsFinetuneTest {
    private static final int BLOCK = 1 << 20;

    private static MiniDFSCluster cluster;
    private static DistributedFileSystem hdfs;

    @TempDir
    Path folder;

    private static Path model;
    private static byte[] expected;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Configuration configuration = new Configuration();
        configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.toString());
        // A quota counts whole blocks from the moment that they are begun.
        configuration.setLong("dfs.blocksize", BLOCK);
        configuration.setLong("dfs.namenode.fs-limits.min-block-size", BLOCK);
        cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
        cluster.waitActive();
        // One of its own: clients of the same address share what the first one was configured with.
        hdfs = (DistributedFileSystem) cluster.getNewFileSystemInstance(0);
        model = TestJobs.model(folder.resolve("model"));
        FinetuneResult local = train(settings(TestJobs.conf("local[2]", model, folder.resolve("local"))), event -> {});
        expected = Files.readAllBytes(Path.of(local.result()).resolve("adapter_model.safetensors"));
    }

    @AfterAll
    static void stop() {
        cluster.shutdown();
    }

    private static SparkConf settings(SparkConf conf) {
        return conf.set("spark.braid.train.max.steps", "6").set("spark.braid.train.save.steps", "2");
    }

    private static org.apache.hadoop.fs.Path at(String path) {
        return new org.apache.hadoop.fs.Path(hdfs.getUri().toString(), path);
    }

    /** The same job with everything on HDFS below a folder. */
    private SparkConf conf(String name) throws IOException {
        for (Path source : List.of(model, TestJobs.ROWS, TestJobs.ROWS.resolveSibling("heldout.jsonl"))) {
            hdfs.copyFromLocalFile(
                    new org.apache.hadoop.fs.Path(source.toUri()), at("/" + name + "/in/" + source.getFileName()));
        }
        hdfs.mkdirs(at("/" + name + "/events"));
        return settings(TestJobs.conf("local[2]", model, folder))
                .set("spark.hadoop.dfs.blocksize", "" + BLOCK)
                .set("spark.braid.model", at("/" + name + "/in/model").toString())
                .set(
                        "spark.braid.data.train",
                        at("/" + name + "/in/train.jsonl").toString())
                .set(
                        "spark.braid.data.validation",
                        at("/" + name + "/in/heldout.jsonl").toString())
                .set("spark.braid.cache.dir", folder.resolve("cache").toString())
                .set("spark.braid.out", at("/" + name + "/out").toString())
                .set("spark.eventLog.enabled", "true")
                .set("spark.eventLog.dir", at("/" + name + "/events").toString());
    }

    private static FinetuneResult train(SparkConf conf, Consumer<TrainingEvent> listener) {
        try (BraidApplication application = BraidApplication.start(conf, JobMode.FINETUNE)) {
            return new FinetuneJob(application).run(new JobObserver() {
                @Override
                public void trained(TrainingEvent event) {
                    listener.accept(event);
                }
            });
        }
    }

    private static byte[] read(String file) throws IOException {
        try (InputStream in = hdfs.open(at(file))) {
            return in.readAllBytes();
        }
    }

    private static byte[] adapter(FinetuneResult result) throws IOException {
        try (InputStream in = hdfs.open(new org.apache.hadoop.fs.Path(result.result(), "adapter_model.safetensors"))) {
            return in.readAllBytes();
        }
    }

    @Test
    void everythingIsThereAndTheAdapterIsTheSame() throws IOException {
        FinetuneResult result = train(conf("calm"), event -> {});
        assertEquals(at("/calm/out/adapter").toString(), result.result());
        assertArrayEquals(expected, adapter(result));
        for (String file : List.of(
                "adapter/adapter_config.json",
                "data",
                "checkpoints/checkpoint-6/state.json",
                "report.html",
                "report.json",
                "events.jsonl",
                "log.txt")) {
            assertTrue(hdfs.exists(at("/calm/out/" + file)), file);
        }
        String events = new String(read("/calm/out/events.jsonl"), StandardCharsets.UTF_8);
        assertTrue(events.contains("\"event\":\"finished\""), events);
        FileStatus[] logs = hdfs.listStatus(at("/calm/events"));
        assertEquals(1, logs.length, "Spark's own event log");
        assertEquals(2, hdfs.listStatus(at("/calm/out/checkpoints")).length, "the newest two");

        assertArrayEquals(expected, read("/calm/out/versions/6/adapter_model.safetensors"));
        VersionFolders versions =
                VersionFolders.in(at("/calm/out").toString(), hdfs.getConf()).orElseThrow();
        assertEquals(List.of(0L, 2L, 4L, 6L), versions.steps());
        versions.select(2);
        versions.select(4);
        assertEquals(at("/calm/out/versions/4").toString(), versions.served().folder());

        corruptTheCachedModel();
        hdfs.delete(at("/calm/out/checkpoints/checkpoint-6"), true);
        List<TrainingEvent> resumed = new ArrayList<>();
        assertArrayEquals(
                expected, adapter(train(conf("calm").set("spark.braid.train.resume", "required"), resumed::add)));
        assertEquals(4, resumed.get(0).step(), "goes on behind the checkpoint of step 4");
    }

    private void corruptTheCachedModel() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
            Path weights = files.filter(file -> file.endsWith("model.safetensors"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(weights);
            bytes[bytes.length / 2] ^= 1;
            Files.write(weights, bytes);
        }
    }

    @Test
    @Tag("endurance")
    void aFullDiskCostsTheCheckpointsThatDoNotFit() throws IOException {
        List<TrainingEvent> events = new ArrayList<>();
        FinetuneResult result = train(conf("full"), event -> {
            events.add(event);
            if (event instanceof TrainingEvent.Saved saved && saved.step() == 2) {
                setQuota("/full/out/checkpoints", 1);
            }
        });
        assertArrayEquals(expected, adapter(result));
        List<TrainingEvent.NotSaved> missing = events.stream()
                .filter(TrainingEvent.NotSaved.class::isInstance)
                .map(TrainingEvent.NotSaved.class::cast)
                .toList();
        assertEquals(
                List.of(4L, 6L),
                missing.stream().map(TrainingEvent.NotSaved::step).toList());
        assertTrue(missing.get(0).reason().contains("quota"), missing.get(0).reason());
        setQuota("/full/out/checkpoints", HdfsConstants.QUOTA_RESET);
        events.clear();
        assertArrayEquals(expected, adapter(train(conf("full"), events::add)));
        assertEquals(2, events.get(0).step());
    }

    @Test
    @Tag("endurance")
    void aNamenodeThatIsAwayForAMinuteIsWaitedFor() throws IOException {
        List<Thread> restarts = new ArrayList<>();
        FinetuneResult result = train(conf("away"), event -> {
            if (event instanceof TrainingEvent.Stepped step && step.step() == 3) {
                restarts.add(takeAway());
            }
        });
        assertEquals(1, restarts.size());
        assertArrayEquals(expected, adapter(result));
        assertTrue(hdfs.exists(at("/away/out/checkpoints/checkpoint-4/state.json")));
    }

    /** Takes the namenode away now, and brings it back a minute later. */
    private static Thread takeAway() {
        cluster.shutdownNameNode(0);
        Thread back = new Thread(() -> {
            try {
                Thread.sleep(60_000);
                cluster.restartNameNode(0, true);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        back.start();
        return back;
    }

    private static void setQuota(String path, long bytes) {
        try {
            hdfs.setQuota(at(path), HdfsConstants.QUOTA_DONT_SET, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
