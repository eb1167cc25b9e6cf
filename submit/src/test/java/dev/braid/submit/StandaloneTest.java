package dev.braid.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Plain spark-submit of the one jar to a cluster whose workers have a GPU each, as far as they declare. */
@Tag("cluster")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class StandaloneTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path MODEL = Distribution.HOME.resolve("models/braid-tiny");

    @TempDir
    private Path folder;

    @Test
    void bothDeployModesFinetuneOnBothWorkersAndServe() throws Exception {
        try (StandaloneCluster cluster = new StandaloneCluster(folder, 2, 3)) {
            for (String mode : List.of("client", "cluster")) {
                int port = StandaloneCluster.freePort();
                Process job = cluster.submit(mode, words(mode, port));
                Map<String, Integer> answers = askWhile(job, port);
                assertEquals(0, job.waitFor(), () -> said(cluster, mode));
                assertTrue(
                        Files.exists(out(mode).resolve("adapter/adapter_model.safetensors")),
                        () -> said(cluster, mode));
                requireDevices(mode);
                requireSharedExecutors(mode);
                assertEquals(Set.of("braid-tiny", "tuned"), answers.keySet(), "answers during training: " + answers);
                System.out.println(mode + " mode: answers while it trained " + answers);
            }
        }
    }

    private Path out(String mode) {
        return folder.resolve("out-" + mode);
    }

    private List<String> words(String mode, int gatewayPort) throws IOException {
        Path events = Files.createDirectories(folder.resolve("events-" + mode));
        Map<String, String> conf = new TreeMap<>(Map.of(
                "spark.standalone.submit.waitAppCompletion", "true",
                "spark.cores.max", "4",
                "spark.executor.cores", "2",
                "spark.executor.memory", "600m",
                "spark.executor.memoryOverhead", "700m",
                "spark.driver.memory", "700m",
                "spark.executor.resource.gpu.amount", "1",
                "spark.task.resource.gpu.amount", "0.5",
                "spark.eventLog.enabled", "true",
                "spark.eventLog.dir", events.toUri().toString()));
        conf.putAll(Map.of(
                "spark.eventLog.compress", "false",
                "spark.braid.model", MODEL.toString(),
                "spark.braid.out", out(mode).toString(),
                "spark.braid.data.train",
                        Distribution.HOME.resolve("data/finetune/train.jsonl").toString(),
                "spark.braid.data.cutoff", "128",
                "spark.braid.adapter.name", "tuned",
                "spark.braid.train.max.steps", "5",
                "spark.braid.gateway.port", "" + gatewayPort,
                "spark.braid.slo.ttft", "10min",
                "spark.braid.serve.kv.pages", "256"));
        conf.put("spark.braid.train.batch.sequences", "8");
        if (mode.equals("cluster")) {
            conf.put("spark.driver.extraJavaOptions", JavaModuleOptions.defaultModuleOptions());
        }
        List<String> words = new ArrayList<>(List.of("--deploy-mode", mode, "--class", "dev.braid.submit.Main"));
        conf.forEach((key, value) -> words.addAll(List.of("--conf", key + "=" + value)));
        words.addAll(List.of(StandaloneCluster.braidJar().toString(), "finetune"));
        return words;
    }

    /** Asks base model and adapter in turn as long as a job runs; counts the answers of each. */
    private static Map<String, Integer> askWhile(Process job, int port) throws InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        Map<String, Integer> answers = new HashMap<>();
        while (job.isAlive()) {
            for (String model : List.of("braid-tiny", "tuned")) {
                if (answered(http, port, model)) {
                    answers.merge(model, 1, Integer::sum);
                }
            }
            Thread.sleep(20);
        }
        return answers;
    }

    private static boolean answered(HttpClient http, int port, String model) throws InterruptedException {
        String body = "{\"model\":\"" + model + "\",\"prompt\":\"Clara said:\",\"max_tokens\":5,\"ignore_eos\":true}";
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/completions"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 && response.body().contains("\"completion_tokens\":5");
        } catch (IOException notThereYet) {
            return false;
        }
    }

    /** Every executor says the address of its own device. */
    private void requireDevices(String mode) throws IOException {
        List<String> devices = Files.readAllLines(out(mode).resolve("log.txt")).stream()
                .filter(line -> line.contains(": on cpu"))
                .map(line -> line.replaceAll(".*addresses: (\\S+)].*", "$1").replaceAll(".*\\[(\\d)\\].*", "$1"))
                .sorted()
                .toList();
        assertEquals(2, devices.size(), devices::toString);
        assertTrue(
                devices.get(0).contains("0")
                        && devices.get(1).contains("1")
                        && !devices.get(0).equals(devices.get(1)),
                devices::toString);
    }

    /** Both executors ran tasks, and each two at a time on its one device. */
    private void requireSharedExecutors(String mode) throws IOException {
        Set<String> shared = new HashSet<>();
        Map<String, List<long[]>> spans = new HashMap<>();
        try (Stream<Path> logs = Files.walk(folder.resolve("events-" + mode))) {
            for (Path log : logs.filter(Files::isRegularFile).toList()) {
                Files.readAllLines(log).stream().map(StandaloneTest::json).forEach(event -> {
                    if (event.path("Event").asText().equals("SparkListenerTaskEnd")) {
                        JsonNode info = event.path("Task Info");
                        spans.computeIfAbsent(info.path("Executor ID").asText(), id -> new ArrayList<>())
                                .add(new long[] {
                                    info.path("Launch Time").asLong(),
                                    info.path("Finish Time").asLong()
                                });
                    }
                });
            }
        }
        spans.forEach((executor, tasks) -> {
            boolean overlap = tasks.stream()
                    .anyMatch(one ->
                            tasks.stream().anyMatch(other -> one != other && one[0] < other[1] && other[0] < one[1]));
            if (overlap) {
                shared.add(executor);
            }
        });
        assertEquals(Set.of("0", "1"), shared, "executors that ran two tasks at a time");
    }

    private static JsonNode json(String text) {
        try {
            return text.startsWith("{") ? JSON.readTree(text) : JSON.createObjectNode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String said(StandaloneCluster cluster, String name) {
        try {
            return cluster.said(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
