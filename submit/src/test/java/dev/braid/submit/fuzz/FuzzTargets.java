package dev.braid.submit.fuzz;

import dev.braid.data.pack.LocalShardStore;
import dev.braid.data.pack.PackedSequence;
import dev.braid.data.pack.PackedShard;
import dev.braid.data.pack.ShardException;
import dev.braid.data.pack.ShardIndex;
import dev.braid.data.row.FileFormat;
import dev.braid.data.row.RawRow;
import dev.braid.data.row.RowException;
import dev.braid.data.row.RowParser;
import dev.braid.data.row.RowReader;
import dev.braid.data.text.ChatTemplate;
import dev.braid.data.text.GenerationPrompt;
import dev.braid.data.text.Message;
import dev.braid.data.text.TemplateException;
import dev.braid.data.text.TokenizerException;
import dev.braid.data.text.TokenizerFolder;
import dev.braid.gpp.formats.BraidGraph;
import dev.braid.gpp.formats.GraphFile;
import dev.braid.gpp.formats.GraphFileException;
import dev.braid.gpp.formats.PlanJson;
import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.ConfException;
import dev.braid.jobs.control.VersionMessage;
import dev.braid.jobs.openai.ApiException;
import dev.braid.jobs.openai.ChatRequest;
import dev.braid.jobs.openai.CompletionRequest;
import dev.braid.jobs.openai.TokenizeRequest;
import dev.braid.jobs.pipeline.checkpoint.Manifest;
import dev.braid.jobs.pipeline.checkpoint.PipelineCheckpointException;
import dev.braid.jobs.sched.KvPool;
import dev.braid.jobs.sched.Policy;
import dev.braid.jobs.sched.RequestSpec;
import dev.braid.jobs.sched.SampleSpec;
import dev.braid.jobs.sched.SchedulerEvent;
import dev.braid.jobs.sched.SchedulerSettings;
import dev.braid.jobs.sched.Slo;
import dev.braid.jobs.sched.Work;
import dev.braid.jobs.sched.tape.RecordingReader;
import dev.braid.jobs.sched.tape.RecordingWriter;
import dev.braid.jobs.trace.TraceCsv;
import dev.braid.jobs.train.Checkpoint;
import dev.braid.jobs.train.CheckpointException;
import dev.braid.jobs.train.CheckpointFolder;
import dev.braid.jobs.train.CheckpointStore;
import dev.braid.jobs.train.Validation;
import dev.braid.model.files.AdapterConfig;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.ModelFileException;
import dev.braid.model.files.PeftFolder;
import dev.braid.model.files.Safetensors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Everything that reads what comes from outside. Uses a folder for inputs that must be files. */
final class FuzzTargets {
    private final Path folder;

    FuzzTargets(Path folder) {
        this.folder = folder;
    }

    /** @param tiny a model folder, and beside it an adapter for it */
    List<FuzzTarget> all(Path tiny, Path adapter) throws IOException {
        List<FuzzTarget> all = new ArrayList<>(requests());
        all.addAll(models(tiny, adapter));
        all.addAll(plans());
        all.addAll(rows());
        all.addAll(runs());
        return all;
    }

    private static FuzzTarget target(
            String name, FuzzTarget.Reader reader, Class<? extends Exception> refusal, String... seeds) {
        List<byte[]> bytes = new ArrayList<>();
        for (String seed : seeds) {
            bytes.add(seed.getBytes(StandardCharsets.UTF_8));
        }
        return new FuzzTarget(name, bytes, reader, Set.of(refusal), 4);
    }

    private static FuzzTarget binary(
            String name, FuzzTarget.Reader reader, Class<? extends Exception> refusal, byte[]... seeds) {
        return new FuzzTarget(name, List.of(seeds), reader, Set.of(refusal), 2);
    }

    /** A reader of a file, for inputs as that file. */
    private FuzzTarget.Reader file(String name, FuzzTarget.Reader ofFile) {
        Path file = folder.resolve(name);
        return input -> {
            Files.write(file, input);
            ofFile.read(input);
        };
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    private static List<FuzzTarget> requests() {
        String chat = "{\"model\":\"base\",\"messages\":[{\"role\":\"system\",\"content\":\"be\"},{\"role\":\"user\","
                + "\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}],\"stream\":true,\"stream_options\":"
                + "{\"include_usage\":true},\"max_tokens\":7,\"temperature\":0.5,\"top_p\":0.9,\"stop\":[\"x\"],"
                + "\"logprobs\":true,\"top_logprobs\":3,\"seed\":4,\"tpot_ms\":50,\"ttft_ms\":500,\"n\":1}";
        String completion = "{\"model\":\"base\",\"prompt\":[\"a\",\"b\"],\"max_tokens\":7,\"echo\":false,"
                + "\"logprobs\":2,\"stop\":\"x\",\"ignore_eos\":true,\"presence_penalty\":0,\"stream\":false}";
        return List.of(
                target("chat request", input -> ChatRequest.read(input), ApiException.class, chat),
                target(
                        "completion request",
                        input -> CompletionRequest.read(input),
                        ApiException.class,
                        completion,
                        "{\"model\":\"base\",\"prompt\":[1,2,3]}",
                        "{\"model\":\"base\",\"prompt\":[[1,2],[3]]}"),
                target(
                        "tokenize request",
                        input -> TokenizeRequest.read(input),
                        ApiException.class,
                        "{\"prompt\":\"abc\",\"add_special_tokens\":true}"),
                target(
                        "detokenize request",
                        input -> TokenizeRequest.readTokens(input),
                        ApiException.class,
                        "{\"tokens\":[1,2,3]}"),
                target(
                        "configuration value",
                        FuzzTargets::configure,
                        ConfException.class,
                        "spark.braid.slo.tpot=50ms",
                        "spark.braid.serve.max.body=4m",
                        "spark.braid.adapter.rank.pattern=a=3,b=4",
                        "spark.braid.train.max.steps=none",
                        "spark.braid.serve.adapters=a=/x,b=/y"));
    }

    private static void configure(byte[] input) {
        String[] entry = text(input).split("=", 2);
        BraidConf.of(Map.of(entry[0], entry.length > 1 ? entry[1] : ""));
    }

    private List<FuzzTarget> models(Path tiny, Path adapter) throws IOException {
        ModelConfig config = ModelConfig.read(tiny);
        byte[] weights = Files.readAllBytes(tiny.resolve("model.safetensors"));
        byte[] head = java.util.Arrays.copyOf(
                weights,
                8
                        + (int) java.nio.ByteBuffer.wrap(weights)
                                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                                .getLong()
                        + 64);
        String template = "{% for m in messages %}<|{{ m.role }}|>{{ m.content | trim }}{% if loop.last %}!{% endif %}"
                + "{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}";
        TokenizerFolder tokenizer = TokenizerFolder.read(tiny);
        Path copy = folder.resolve("adapter");
        Files.createDirectories(copy);
        Files.copy(adapter.resolve("adapter_model.safetensors"), copy.resolve("adapter_model.safetensors"));
        Path settings = folder.resolve("tokenizer");
        Files.createDirectories(settings);
        Files.copy(tiny.resolve("tokenizer.json"), settings.resolve("tokenizer.json"));
        byte[] adapterWeights = Files.readAllBytes(adapter.resolve("adapter_model.safetensors"));
        return List.of(
                binary(
                        "safetensors",
                        file("x.safetensors", input -> {
                            Safetensors.open(folder.resolve("x.safetensors")).tensors();
                        }),
                        ModelFileException.class,
                        head,
                        adapterWeights),
                target(
                        "model config",
                        input -> ModelConfig.parse("fuzz", text(input)),
                        ModelFileException.class,
                        Files.readString(tiny.resolve("config.json")),
                        "{\"model_type\":\"qwen2\",\"vocab_size\":99,\"hidden_size\":32,\"intermediate_size\":48,"
                                + "\"num_hidden_layers\":2,\"num_attention_heads\":4,\"max_position_embeddings\":64,"
                                + "\"rms_norm_eps\":1e-6,\"rope_scaling\":{\"rope_type\":\"llama3\",\"factor\":8.0,"
                                + "\"low_freq_factor\":1.0,\"high_freq_factor\":4.0,"
                                + "\"original_max_position_embeddings\":32}}"),
                target(
                        "adapter folder",
                        file("adapter/adapter_config.json", input -> {
                            AdapterConfig.read(copy);
                            PeftFolder.open(copy, config);
                        }),
                        ModelFileException.class,
                        Files.readString(adapter.resolve("adapter_config.json")),
                        "{\"peft_type\":\"IA3\",\"target_modules\":[\"k_proj\",\"v_proj\",\"down_proj\"],"
                                + "\"feedforward_modules\":[\"down_proj\"],\"base_model_name_or_path\":\"tiny\"}"),
                target(
                        "tokenizer settings",
                        file("tokenizer/tokenizer_config.json", input -> TokenizerFolder.read(settings)),
                        TokenizerException.class,
                        Files.readString(tiny.resolve("tokenizer_config.json"))),
                new FuzzTarget(
                        "chat template",
                        List.of(
                                template.getBytes(StandardCharsets.UTF_8),
                                "{{ bos_token }}{% set x = messages[0]['content'] %}{{ x[:5] ~ raise_exception('no') }}"
                                        .getBytes(StandardCharsets.UTF_8)),
                        input -> ChatTemplate.jinja("fuzz", text(input), tokenizer, Clock.systemUTC())
                                .render(
                                        List.of(new Message("user", "hi"), new Message("assistant", "{{ 7 }}")),
                                        GenerationPrompt.ADD),
                        Set.of(TemplateException.class),
                        1));
    }

    private List<FuzzTarget> plans() {
        String graph = "{\"operators\": [{\"id\": \"a\", \"forward\": \"2ms\", \"backward\": 0.004,"
                + "\"parameter_bytes\": \"1MiB\", \"saved_bytes\": \"1MB\"},{\"id\": \"b\", \"forward\":"
                + "{\"flops\": 4e9, \"weight_bytes\": \"2KiB\", \"bytes\": 8},\"backward\": {\"flops\": 8e9}},"
                + "{\"id\": \"c\", \"forward\": 0, \"input_gradient\": 1}],\"edges\": [{\"from\": \"a\","
                + "\"to\": \"b\", \"bytes\": \"4KiB\"}],\"devices\": {\"count\": 8, \"memory\": \"8GiB\","
                + "\"bandwidth\": \"25GiB/s\", \"latency\": \"5us\",\"flops_per_second\": \"10TFLOPS\","
                + "\"memory_bandwidth\": \"900GB/s\"},\"training\": {\"mini_batch\": 64}}";
        String piper = "{\"maxDevices\":2,\"maxMemoryPerDevice\":8e10,\"bandwidth\":2.5e10,\"mbsInBatch\":4,"
                + "\"nodes\":[{\"id\":0,\"name\":\"t\",\"TMPCs\":{\"1\":[{\"id\":\"vanilla\","
                + "\"timePerSample\":0.1,\"parameterSize\":1.0,\"memoryUsageA\":8.0,\"memoryUsageB\":0.0,"
                + "\"syncTimeFw\":{},\"syncTimeBw\":{\"1\":0.0}}]}},{\"id\":1,\"TMPCs\":{\"1\":[{\"id\":\"v\","
                + "\"timePerSample\":0.1,\"parameterSize\":1.0,\"memoryUsageA\":8.0,\"memoryUsageB\":0.0,"
                + "\"syncTimeFw\":{\"0\":0.1},\"syncTimeBw\":{}}]}}],\"edges\":[{\"sourceId\":0,\"destId\":1,"
                + "\"communicationCost\":0.5}]}";
        String pipedream = "node1 -- Conv2d(3, 64, kernel_size=(3, 3)) -- forward_compute_time=2.211, "
                + "backward_compute_time=2.788, activation_size=205520896.000, parameter_size=0.000\n"
                + "node2 -- ReLU(inplace) -- forward_compute_time=2.5, backward_compute_time=2.6, "
                + "activation_size=8220.000, parameter_size=12.000\n\tnode1 -- node2\n";
        String plan = "{\"planner\":\"graph\",\"feasible\":true,\"search_seconds\":0.1,\"time_per_sample\":0.2,"
                + "\"iteration_time\":0.3,\"depth\":2,\"stages\":[{\"id\":0,\"operators\":[\"a\"],"
                + "\"recomputed\":[\"a\"],\"devices\":[0,1],\"micro_batch\":4,\"interleave\":1,\"in_flight\":8,"
                + "\"successors\":[1],\"memory_bytes\":99},{\"id\":1,\"operators\":[\"b\",\"c\"],"
                + "\"devices\":[2],\"micro_batch\":8,\"in_flight\":8,\"successors\":[]}]}";
        BraidGraph known = BraidGraph.parse("known", graph);
        return List.of(
                target(
                        "graph file",
                        file("graph", input -> GraphFile.read(folder.resolve("graph"))),
                        GraphFileException.class,
                        graph,
                        piper,
                        pipedream),
                target(
                        "plan file",
                        input -> PlanJson.parse("fuzz", text(input), known.graph()),
                        IOException.class,
                        plan,
                        "{\"planner\":\"x\",\"feasible\":false,\"search_seconds\":1,\"reason\":\"no\"}"));
    }

    private List<FuzzTarget> rows() throws IOException {
        String chat = "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\","
                + "\"content\":\"b\"}]}";
        String alpaca = "{\"instruction\":\"a\",\"input\":\"\",\"output\":\"b\"}";
        Path shards = folder.resolve("shards");
        Files.createDirectories(shards);
        LocalShardStore store = new LocalShardStore(shards);
        List<PackedSequence> sequences = List.of(
                new PackedSequence(new int[] {1, 2, 3}, new int[] {2, 3, PackedSequence.IGNORED}, new int[] {0, 0, 0}),
                new PackedSequence(new int[] {7, 8}, new int[] {8, PackedSequence.IGNORED}, new int[] {0, 0}));
        PackedShard.write(store, "s.bin", sequences);
        byte[] shard = Files.readAllBytes(shards.resolve("s.bin"));
        return List.of(
                rows(FileFormat.JSONL, chat + "\n" + alpaca + "\n\n{\"text\":\"x\"}\n"),
                rows(FileFormat.JSON, "[" + chat + "," + alpaca + "]"),
                rows(FileFormat.CSV, "instruction,input,output\n\"a \"\"b\"\"\",,c\n1,2,3\n"),
                binary(
                        "packed shard",
                        file("shards/s.bin", input -> {
                            PackedShard open = PackedShard.open(store, "s.bin");
                            for (int i = 0; i < open.sequences(); i++) {
                                open.read(i);
                            }
                        }),
                        ShardException.class,
                        shard),
                target(
                        "shard index",
                        file("shards/" + ShardIndex.FILE, input -> ShardIndex.read(store)),
                        ShardException.class,
                        "{\"version\":1,\"packLength\":64,\"seed\":4,\"tokenizer\":\"t\",\"dataset\":\"d\",\"shards\":"
                                + "[{\"file\":\"s.bin\",\"sequences\":2,\"samples\":2,\"tokens\":5,\"trainedTokens\":3,"
                                + "\"crc32c\":99}]}"),
                target(
                        "trace",
                        file("trace.csv", input -> TraceCsv.read(folder.resolve("trace.csv"))),
                        IOException.class,
                        "timestamp,prompt_tokens,output_tokens\n0.0,12,7\n0.5,100,20\n",
                        "Timestamp,Model,Request tokens,Response tokens\n5,a,374,44\n7,b,12,0\n"));
    }

    private static FuzzTarget rows(FileFormat format, String seed) {
        RowReader reader = RowReader.of(format, RowParser.fields());
        return new FuzzTarget(
                format + " rows",
                List.of(seed.getBytes(StandardCharsets.UTF_8)),
                input -> {
                    Iterator<RawRow> rows = reader.read(new ByteArrayInputStream(input));
                    while (rows.hasNext()) {
                        RawRow row = rows.next();
                        try {
                            row.row().get();
                        } catch (RowException quarantined) {
                            continue;
                        }
                    }
                },
                // The same exception from the iterator itself says that the rows behind cannot be found.
                Set.of(RowException.class),
                4);
    }

    private byte[] recording() throws IOException {
        Path file = folder.resolve("seed.txt");
        try (RecordingWriter writer = RecordingWriter.open(file)) {
            writer.begin(
                    new SchedulerSettings(512, 64, 100, Policy.of("inference-first"), new Slo(5, 6)),
                    new KvPool(64, 16, 4, 2),
                    new double[] {0, 0.5, 3});
            writer.record(new SchedulerEvent.Weighed("a job", 0.1));
            writer.record(new SchedulerEvent.Offered(-5, new RequestSpec(40, 30, 7, new Slo(5, 6), -60)));
            writer.record(new SchedulerEvent.Started(40));
            writer.record(new SchedulerEvent.SampleOffered(new SampleSpec(9, "x", 33, List.of(2, 1, 0), 2)));
            writer.record(new SchedulerEvent.Planned(
                    8,
                    List.of(new Work.Decode(4), new Work.Prefill(5, 16, 9), new Work.BackwardWindow(9, 2, 30, 3)),
                    100,
                    -7));
            writer.record(new SchedulerEvent.Completed(9));
        }
        return Files.readAllBytes(file);
    }

    private List<FuzzTarget> runs() throws IOException {
        Path checkpoints = folder.resolve("checkpoints");
        CheckpointFolder checkpointFolder = new CheckpointFolder(checkpoints, 1);
        checkpointFolder.save(new Checkpoint(
                3, 5, "print", Validation.NONE, new float[] {1, 2}, List.of(new float[] {0, 0}, new float[] {1, 1})));
        byte[] state = Files.readAllBytes(checkpoints.resolve("checkpoint-3/state.json"));
        byte[] version = new VersionMessage(new AdapterVersion("tuned", 7), new float[] {1, 2, 3}).encode();
        return List.of(
                binary(
                        "checkpoint state",
                        file(
                                "checkpoints/checkpoint-3/state.json",
                                input -> checkpointFolder.newest("print", CheckpointStore.Torn.REFUSE)),
                        CheckpointException.class,
                        state),
                binary("version message", VersionMessage::decode, IllegalArgumentException.class, version),
                binary(
                        "pipeline manifest",
                        input -> Manifest.parse("fuzz", input),
                        PipelineCheckpointException.class,
                        Manifest.of(4, 0, 0, "print", List.of()).toJson()),
                new FuzzTarget(
                        "scheduler recording",
                        List.of(recording()),
                        file("recording.txt", input -> RecordingReader.read(folder.resolve("recording.txt"))),
                        Set.of(IllegalArgumentException.class, IOException.class),
                        2));
    }
}
