package dev.braid.jobs.main.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A dataset in HDFS in, checkpoints and the model on HDFS out, and what happens when it is full. */
@Tag("hdfs")
class HdfsTrainTest {
    private static final String MODEL = "zoo:candle-uno?branches=2&layers=2&hidden=12&top=2";
    private static final int ITERATIONS = 24;

    private static MiniDFSCluster cluster;
    private static DistributedFileSystem hdfs;

    @TempDir
    Path folder;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Configuration configuration = new Configuration();
        configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.toString());
        // A quota counts whole blocks from the moment that they are begun.
        configuration.setLong("dfs.blocksize", 1 << 20);
        configuration.setLong("dfs.namenode.fs-limits.min-block-size", 1 << 20);
        cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
        cluster.waitActive();
        hdfs = cluster.getFileSystem();
    }

    @AfterAll
    static void stop() {
        cluster.shutdown();
    }

    private static org.apache.hadoop.fs.Path at(String path) {
        return new org.apache.hadoop.fs.Path(hdfs.getUri().toString(), path);
    }

    private TrainCase job(String name) throws IOException {
        TrainCase job = new TrainCase(Files.createDirectory(folder.resolve(name)), MODEL, 100);
        hdfs.copyFromLocalFile(new org.apache.hadoop.fs.Path(job.rows().toUri()), at("/" + name + "/in/rows.jsonl"));
        return job;
    }

    private static SparkConf conf(TrainCase job, String name) {
        return job.conf("local[2]")
                .set("spark.hadoop.dfs.blocksize", "" + (1 << 20))
                .set("spark.braid.data.train", at("/" + name + "/in").toString())
                .set("spark.braid.out", at("/" + name + "/out").toString())
                .set("spark.braid.train.max.steps", "" + ITERATIONS)
                .set("spark.braid.train.save.steps", "4")
                .set("spark.braid.pipeline.restarts", "0")
                // The class path of this test has two of Netty's native libraries.
                .set("spark.braid.pipeline.links", "tcp");
    }

    private INDArray parameters(TrainResult result, String name) throws IOException {
        Path local = folder.resolve(name + ".zip");
        hdfs.copyToLocalFile(
                new org.apache.hadoop.fs.Path(result.model()), new org.apache.hadoop.fs.Path(local.toUri()));
        return TrainCase.parameters(local.toString());
    }

    @Test
    void dataComesFromHdfsAndEverythingGoesThereAndAFullDiskCostsOnlyTheCheckpointsThatDoNotFit() throws IOException {
        TrainCase calm = job("calm");
        INDArray expected = parameters(calm.train(conf(calm, "calm"), event -> {}), "calm");
        for (String file : new String[] {
            "data/table.json", "checkpoints/checkpoint-000000000024/manifest.json", "report.html", "events.jsonl"
        }) {
            assertTrue(hdfs.exists(at("/calm/out/" + file)), file);
        }

        TrainCase full = job("full");
        org.apache.hadoop.fs.Path checkpoints = at("/full/out/checkpoints");
        PipelineFailedException failed = assertThrows(
                PipelineFailedException.class,
                () -> full.train(conf(full, "full"), event -> {
                    if (event instanceof PipelineEvent.Saved saved && saved.iterations() == 8) {
                        setQuota(checkpoints, 1);
                    }
                }));
        assertTrue(failed.getMessage().contains("iteration 8"), failed.getMessage());
        assertTrue(failed.getMessage().contains("could not be written"), failed.getMessage());
        assertEquals(ITERATIONS, full.losses.size());
        PipelineEvent.NotSaved first = full.events.stream()
                .filter(PipelineEvent.NotSaved.class::isInstance)
                .map(PipelineEvent.NotSaved.class::cast)
                .findFirst()
                .orElseThrow();
        assertEquals(12, first.iterations());
        assertTrue(first.reason().contains("quota"), first.reason());

        setQuota(checkpoints, HdfsConstants.QUOTA_RESET);
        full.events.clear();
        TrainResult resumed = full.train(conf(full, "full"), event -> {});
        assertEquals(
                8,
                ((PipelineEvent.Attempt) full.events.stream()
                                .filter(PipelineEvent.Attempt.class::isInstance)
                                .findFirst()
                                .orElseThrow())
                        .from());
        assertEquals(expected, parameters(resumed, "full"));
    }

    private static void setQuota(org.apache.hadoop.fs.Path path, long bytes) {
        try {
            hdfs.setQuota(path, HdfsConstants.QUOTA_DONT_SET, bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
