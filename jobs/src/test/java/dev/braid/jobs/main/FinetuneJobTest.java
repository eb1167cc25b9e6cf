package dev.braid.jobs.main;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.spark.JobMode;
import dev.braid.jobs.train.TrainingEvent;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.PeftFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FinetuneJobTest {
    @TempDir
    Path folder;

    @Test
    void leavesAnAdapterAndTheSameOneHoweverTheStepsAreCut() throws IOException {
        Path model = TestJobs.model(folder.resolve("model"));
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        List<TrainingEvent> events = new ArrayList<>();

        FinetuneResult result = run(TestJobs.conf("local[2]", model, first), events);
        run(TestJobs.conf("local[1]", model, second).set("spark.braid.train.lease.sequences", "1"), new ArrayList<>());

        assertEquals(4, result.steps());
        assertTrue(result.loss().isPresent() && result.validationLoss().isPresent());
        PeftFolder adapter = PeftFolder.open(result.result(), ModelConfig.read(model));
        assertEquals(4, adapter.config().rank());
        assertArrayEquals(weights(first), weights(second));
        assertEquals(
                events.size(), Files.readAllLines(first.resolve("events.jsonl")).size());
    }

    private static FinetuneResult run(SparkConf conf, List<TrainingEvent> events) {
        try (BraidApplication application = BraidApplication.start(conf, JobMode.FINETUNE)) {
            return new FinetuneJob(application).run(new JobObserver() {
                @Override
                public void trained(TrainingEvent event) {
                    events.add(event);
                }
            });
        }
    }

    private static byte[] weights(Path out) throws IOException {
        return Files.readAllBytes(out.resolve("adapter/adapter_model.safetensors"));
    }
}
