package dev.braid.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.braid.data.pack.PackedSequence;
import dev.braid.data.text.Tokenizer;
import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.ConfException;
import dev.braid.jobs.engine.CoServingEngine;
import dev.braid.jobs.engine.EngineAssembly;
import dev.braid.jobs.engine.EngineThread;
import dev.braid.jobs.engine.LeafResult;
import dev.braid.jobs.engine.TrainingLease;
import dev.braid.jobs.engine.TrainingService;
import dev.braid.jobs.serve.Http;
import dev.braid.jobs.serve.Sidecar;
import dev.braid.jobs.serve.SidecarSettings;
import dev.braid.jobs.serve.Sources;
import dev.braid.jobs.serve.TokenizerCodec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An engine over a device that computes nothing, behind the real sidecar. */
@Timeout(120)
class EmulatedDeviceTest {
    private static final Path MODEL = Path.of("..", "datasets", "models", "braid-tiny");
    private static final int TOKENS = 40;

    private static BraidConf conf(String device, String... more) {
        Map<String, String> entries =
                new HashMap<>(Map.of("spark.braid.model", MODEL.toString(), "spark.braid.engine.device", device));
        for (int i = 0; i < more.length; i += 2) {
            entries.put(more[i], more[i + 1]);
        }
        return BraidConf.of(entries);
    }

    private static CoServingEngine engine(BraidConf conf, JobMode mode) {
        return EmulatedDevice.of(conf)
                .orElseThrow()
                .open(conf, new EngineAssembly(EngineSpecs.of(conf, List.of(), mode, 1)));
    }

    @Test
    void aSidecarStreamsItsTokensAtTheSpeedOfTheDevice() throws Exception {
        CoServingEngine engine = engine(conf("emulated:a100-80gb-sxm/llama-3.1-8b/1"), JobMode.SERVE);
        try (EngineThread thread = new EngineThread(engine);
                Tokenizer tokenizer = Tokenizer.open(MODEL);
                Sidecar sidecar = new Sidecar(
                        SidecarSettings.loopback(0),
                        engine,
                        new TokenizerCodec(tokenizer, Optional.empty()),
                        Sources.system(),
                        List.of())) {
            thread.ready().join();
            String body = new Http(sidecar.address())
                    .post(
                            "/v1/completions",
                            "{\"model\":\"braid-tiny\",\"prompt\":\"Tom has\",\"max_tokens\":" + TOKENS
                                    + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}")
                    .body();
            assertAnswered(events(body));
            // Reading the weights once takes an A100 more than 7.8 ms: no token comes sooner after another.
            engine.ledger().latencies().forEach(latency -> assertTrue(latency.tpotMillis() > 7, latency::toString));
            assertEquals(1, engine.ledger().latencies().size());
        }
    }

    private static void assertAnswered(List<JsonNode> events) {
        StringBuilder text = new StringBuilder();
        String finish = "";
        JsonNode usage = null;
        for (JsonNode event : events) {
            text.append(event.at("/choices/0/text").asText(""));
            finish += event.at("/choices/0/finish_reason").asText("").replace("null", "");
            usage = event.hasNonNull("usage") ? event.get("usage") : usage;
        }
        assertTrue(events.size() > TOKENS / 2, () -> events.size() + " events");
        assertTrue(text.toString().contains("emulated"), text::toString);
        assertTrue(text.chars().allMatch(c -> c >= ' ' && c < 127), text::toString);
        assertEquals("length", finish);
        assertEquals(TOKENS, usage.get("completion_tokens").asInt());
    }

    private static List<JsonNode> events(String body) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        for (String line : body.lines().filter(l -> l.startsWith("data: {")).toList()) {
            events.add(new ObjectMapper().readTree(line.substring("data: ".length())));
        }
        assertTrue(body.strip().endsWith("data: [DONE]"), body);
        return events;
    }

    @Test
    void itSaysThatItIsEmulated() {
        assertEquals(
                "emulated, 4 x h100-sxm with qwen2.5-32b",
                EmulatedDevice.of(conf("emulated:h100-sxm/qwen2.5-32b/4"))
                        .orElseThrow()
                        .words());
        assertTrue(EmulatedDevice.of(conf("cpu")).isEmpty());
    }

    @Test
    void itsGradientsAreZeroAndAsLongAsTheAdapter() {
        BraidConf conf = conf(
                "emulated:h200-sxm/llama-3.1-8b/1",
                "spark.braid.data.cutoff",
                "96",
                "spark.braid.adapter.name",
                "mate");
        EngineAssembly assembly = new EngineAssembly(EngineSpecs.of(conf, List.of(), JobMode.FINETUNE, 1));
        CoServingEngine engine = EmulatedDevice.of(conf).orElseThrow().open(conf, assembly);
        int size = assembly.model().layout().size();
        List<LeafResult> leaves = new ArrayList<>();
        try (EngineThread thread = new EngineThread(engine)) {
            thread.ready().join();
            engine.install(new AdapterVersion("mate", 0), new float[size], TrainingService.Visibility.PUBLISHED)
                    .join();
            PackedSequence sequence = new PackedSequence(new int[96], new int[96], new int[96]);
            engine.train(
                            new TrainingLease("mate", 1, 0, 0, List.of(sequence), TrainingLease.Purpose.TRAIN),
                            leaves::add)
                    .join();
        }
        assertEquals(1, leaves.size());
        assertEquals(size, leaves.get(0).gradient().length);
    }

    @Test
    void whatItCannotEmulateIsNamed() {
        assertRefused("emulated:a100/llama-3.1-8b/1", "gpu is 'a100'", "a100-80gb-sxm");
        assertRefused("emulated:h100-sxm/llama/1", "model is 'llama'", "llama-3.1-8b");
        assertRefused("emulated:h100-sxm/llama-3.1-8b/3", "tensor parallel degree is 3", "8 key-value heads");
        assertRefused("emulated:h100-sxm/llama-3.1-8b", "emulated:GPU/MODEL/TPN");
    }

    private static void assertRefused(String device, String... parts) {
        String message = assertThrows(ConfException.class, () -> EmulatedDevice.of(conf(device)))
                .getMessage();
        assertTrue(message.startsWith("spark.braid.engine.device is " + device), message);
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }
}
