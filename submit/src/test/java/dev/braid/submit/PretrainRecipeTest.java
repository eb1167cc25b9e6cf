package dev.braid.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.braid.data.synth.BundledRecipe;
import dev.braid.submit.Distribution.Ran;
import dev.braid.submit.Distribution.Started;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** conf/pretrain-pipeline.conf, its commands one after another, with a toy's sizes. */
@Tag("cluster")
class PretrainRecipeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path CONF = Distribution.HOME.resolve("conf");
    private static final String TINY =
            Distribution.HOME.resolve("models/braid-tiny").toString();
    private static final String TOY =
            "zoo:decoder?layers=2&sequence=64&hidden=32&heads=4&kvheads=2&ffn=48&vocabulary=1024";

    @TempDir
    private Path folder;

    @Test
    void aDecoderIsPretrainedFinetunedAndServed() throws Exception {
        BundledRecipe.main(
                new String[] {"corpus", folder.resolve("pretrain-corpus").toString(), "30000"});
        pretrain();
        finetune();
        serve();
    }

    private void pretrain() throws IOException, InterruptedException {
        Ran ran = braid(
                "train",
                "--properties-file",
                CONF.resolve("pretrain-pipeline.conf").toString(),
                "--model",
                TOY,
                "--batch",
                "8",
                "--conf",
                "spark.braid.pipeline.tokenizer=" + TINY,
                // A toy's plan would not be cut otherwise.
                "--conf",
                "spark.braid.pipeline.planner=sequential",
                "--conf",
                "spark.braid.train.max.steps=40");
        assertEquals(
                List.of(at("pretrain-pipeline-out/model.zip"), at("pretrain-pipeline-out/model")),
                ran.out().lines().toList());
        List<JsonNode> events = Files.readAllLines(folder.resolve("pretrain-pipeline-out/events.jsonl")).stream()
                .map(PretrainRecipeTest::json)
                .toList();
        List<Double> losses = events.stream()
                .filter(event -> event.path("event").asText().equals("trained"))
                .map(event -> event.path("loss").asDouble())
                .toList();
        assertEquals(40, losses.size());
        assertTrue(losses.get(39) < 0.9 * losses.get(0), losses::toString);
        assertTrue(
                events.stream().anyMatch(event -> event.path("stages").asInt() == 2),
                "the plan has two stages: " + events);
    }

    private void finetune() throws IOException, InterruptedException {
        braid(
                "finetune",
                "--properties-file",
                CONF.resolve("finetune-local.conf").toString(),
                "--model",
                "pretrain-pipeline-out/model",
                "--conf",
                "spark.braid.data.train=" + Distribution.HOME.resolve("data/finetune/train.jsonl"),
                "--conf",
                "spark.braid.data.validation=none",
                // As long as the model's windows.
                "--conf",
                "spark.braid.data.pack.length=64",
                "--conf",
                "spark.braid.train.max.steps=4");
        assertTrue(Files.exists(folder.resolve("finetune-out/adapter/adapter_model.safetensors")));
    }

    private void serve() throws Exception {
        try (Started served = new Distribution(folder)
                .start(
                        "braid",
                        "serve",
                        "--master",
                        "local[1]",
                        "--model",
                        "pretrain-pipeline-out/model",
                        "--adapter",
                        "mate=finetune-out/adapter",
                        "--port",
                        "0")) {
            URI gateway = URI.create(served.awaitLine()).resolve("/v1/completions");
            for (String model : List.of("model", "mate")) {
                String body = "{\"model\":\"" + model + "\",\"prompt\":\"Clara said:\",\"max_tokens\":5,"
                        + "\"temperature\":0,\"ignore_eos\":true}";
                HttpResponse<String> response = HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(gateway)
                                        .header("Content-Type", "application/json")
                                        .POST(HttpRequest.BodyPublishers.ofString(body))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
                assertEquals(200, response.statusCode(), response::body);
                assertEquals(
                        5,
                        json(response.body())
                                .path("usage")
                                .path("completion_tokens")
                                .asInt(),
                        response::body);
            }
        }
    }

    private Ran braid(String... args) throws IOException, InterruptedException {
        Ran ran = new Distribution(folder).run("braid", args);
        assertEquals(0, ran.exit(), ran::err);
        return ran;
    }

    private String at(String name) throws IOException {
        return "file:" + folder.toRealPath().resolve(name);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new IllegalStateException("no JSON: " + text, e);
        }
    }
}
