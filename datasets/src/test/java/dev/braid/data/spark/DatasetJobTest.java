package dev.braid.data.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.data.pack.LocalShardStore;
import dev.braid.data.pack.PackedDataset;
import dev.braid.data.pack.PackedSequence;
import dev.braid.data.pack.Packing;
import dev.braid.data.pack.ShardIndex;
import dev.braid.data.row.DatasetException;
import dev.braid.data.sample.Overlong;
import dev.braid.data.sample.PromptLoss;
import dev.braid.data.sample.SampleOptions;
import dev.braid.data.synth.FinetuneRow;
import dev.braid.data.synth.FinetuneSet;
import dev.braid.data.text.DecodedSpecials;
import dev.braid.data.text.TestTokenizers;
import dev.braid.data.text.Tokenizer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows to shards on local[2], with the strictest serializer setting. */
final class DatasetJobTest {
    private static final List<FinetuneRow> ROWS =
            FinetuneSet.generate(11, 300, 1).train();

    private static SparkSession spark;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        spark = SparkSession.builder()
                .master("local[2]")
                .appName("datasets")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "3")
                .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .config("spark.kryo.registrationRequired", "true")
                .getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void everyFormatGivesTheSameShards() throws IOException {
        Path jsonl = write("rows.jsonl", lines(ROWS));
        Path csv = write("rows.csv", csv(ROWS));
        Path json = write(
                "rows.json",
                "[" + String.join(",\n", ROWS.stream().map(FinetuneRow::toJson).toList()) + "]");
        Path zipped = folder.resolve("zipped.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            out.write(lines(ROWS).getBytes());
        }
        Path parquet = folder.resolve("rows.parquet");
        parquet(jsonl, parquet);
        ShardIndex expected = run(plan(jsonl)).train();
        assertEquals(300, expected.samples());
        for (Path input : List.of(csv, json, zipped, parquet)) {
            assertEquals(expected, run(plan(input)).train(), input.toString());
        }
    }

    @Test
    void shardsDoNotDependOnFilesOrPartitions() throws IOException {
        ShardIndex one = run(plan(write("one.jsonl", lines(ROWS)))).train();
        write("many/a.jsonl", lines(ROWS.subList(0, 7)));
        write("many/b.jsonl", lines(ROWS.subList(7, 200)));
        write("many/_SUCCESS", "");
        write("many/c.jsonl", lines(ROWS.subList(200, 300)));
        assertEquals(one, run(plan(folder.resolve("many"))).train());
        Path parquet = folder.resolve("cut.parquet");
        parquet(folder.resolve("one.jsonl"), parquet);
        spark.conf().set("spark.sql.files.maxPartitionBytes", "2000");
        spark.conf().set("spark.sql.shuffle.partitions", "7");
        assertEquals(one, run(plan(parquet)).train());
        spark.conf().unset("spark.sql.files.maxPartitionBytes");
    }

    @Test
    void everyRowIsThereOnceAndMasked() throws IOException {
        Path input = write("rows.jsonl", lines(ROWS));
        DatasetPlan plan = new DatasetPlan(
                RowSource.of(input.toString()),
                TemplateChoice.ofTheModel(),
                samples(48),
                new PackOptions(128, Packing.PACKED, 64, 5, new ValidationSize(0.1)),
                out());
        DatasetReport report = run(plan);
        assertEquals(270, report.train().samples());
        assertEquals(30, report.validation().orElseThrow().samples());
        assertEquals(5, report.train().shards().size());
        List<String> seen = new ArrayList<>(texts(plan.trainFolder()));
        seen.addAll(texts(plan.validationFolder()));
        List<String> expected = new ArrayList<>(ROWS.stream()
                .map(row -> "<|user|> " + row.prompt() + "<|assistant|> " + row.answer() + "<|eos|>")
                .toList());
        Collections.sort(seen);
        Collections.sort(expected);
        assertEquals(expected, seen);
        ShardIndex shuffledOtherwise = run(new DatasetPlan(
                        plan.source(), plan.template(), plan.samples(), PackOptions.of(128, 6), out()))
                .train();
        assertFalse(shuffledOtherwise.dataset().equals(report.train().dataset()));
    }

    @Test
    void malformedRowsAreSetAsideWithFileAndLine() throws IOException {
        List<String> lines =
                new ArrayList<>(ROWS.stream().map(FinetuneRow::toJson).toList());
        lines.add(40, "{broken");
        lines.add(99, "");
        lines.add(200, "{\"prompt\":\"only\"}");
        Path input = write("rows.jsonl", String.join("\n", lines));
        DatasetPlan plan = plan(input);
        DatasetReport report = run(plan);
        assertEquals(300, report.quarantine().good());
        assertEquals(2, report.quarantine().bad());
        String first = report.quarantine().examples().get(0).toString();
        assertTrue(first.startsWith(input + ":41: not valid JSON"), first);
        assertEquals(201, report.quarantine().examples().get(1).line());
        Path written = Path.of(plan.quarantineFolder()).resolve("part-00000.jsonl");
        assertEquals(2, Files.readAllLines(written).size());
    }

    @Test
    void tooManyMalformedRowsFailWithTheFirstThree() throws IOException {
        byte[] garbage = new byte[20_000];
        new Random(3).nextBytes(garbage);
        Path input = folder.resolve("garbage.jsonl");
        Files.write(input, garbage);
        write("rows.jsonl", lines(ROWS));
        DatasetPlan plan = plan(folder);
        String message = assertThrows(DatasetException.class, () -> run(plan)).getMessage();
        assertTrue(message.contains(input + ":1: not UTF-8 text; "), message);
        assertTrue(message.contains(" of ") && message.contains("allowed fraction of 0.01"), message);
        assertFalse(Files.exists(Path.of(plan.trainFolder(), ShardIndex.FILE)));
    }

    @Test
    void whatCannotBeTrainedOnIsAnError() throws IOException {
        Path empty = write("empty.jsonl", "\n\n");
        assertTrue(failure(plan(empty)).contains("is empty: no row"));
        Path rows = write("rows.jsonl", lines(ROWS));
        DatasetPlan masked = new DatasetPlan(
                RowSource.of(rows.toString()), TemplateChoice.ofTheModel(), samples(4), PackOptions.of(64, 1), out());
        assertTrue(failure(masked).contains("all masked after cutoff"));
        assertTrue(failure(plan(folder.resolve("nowhere"))).contains("nowhere does not exist"));
        Path broken = write("broken.json", "[{\"text\":\"a\"},\n{\"te");
        assertTrue(failure(plan(broken)).contains("broken.json, line 2: broken JSON"));
        assertTrue(failure(plan(write("notes.txt", "x"))).contains("cannot be told from its name"));
        DatasetPlan none = new DatasetPlan(
                RowSource.of(rows.toString()),
                TemplateChoice.ofTheModel(),
                samples(48),
                new PackOptions(64, Packing.PACKED, 64, 1, new ValidationSize(300)),
                out());
        assertTrue(failure(none).contains("leaves none to train on"));
    }

    private static String failure(DatasetPlan plan) {
        return assertThrows(DatasetException.class, () -> run(plan)).getMessage();
    }

    private static DatasetReport run(DatasetPlan plan) {
        return new DatasetJob(spark, plan, TestTokenizers.tiny()).run();
    }

    private DatasetPlan plan(Path input) {
        return new DatasetPlan(
                RowSource.of(input.toString()),
                TemplateChoice.ofTheModel(),
                samples(48),
                new PackOptions(128, Packing.PACKED, 64, 5, ValidationSize.NONE),
                out());
    }

    private static SampleOptions samples(int cutoff) {
        return new SampleOptions(cutoff, Overlong.TRUNCATE, PromptLoss.MASKED);
    }

    private String out() {
        try {
            return Files.createTempDirectory(Path.of("target"), "packed")
                    .toAbsolutePath()
                    .toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Path write(String file, String content) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, content);
    }

    /** One row group a few rows, so that a file is read in several partitions. */
    private static void parquet(Path jsonl, Path parquet) {
        spark.read()
                .schema("messages array<struct<role:string,content:string>>")
                .json(jsonl.toString())
                .coalesce(1)
                .write()
                .option("parquet.block.size", "4096")
                .parquet(parquet.toString());
    }

    private static String lines(List<FinetuneRow> rows) {
        return String.join("\n", rows.stream().map(FinetuneRow::toJson).toList()) + "\n";
    }

    private static String csv(List<FinetuneRow> rows) {
        StringBuilder csv = new StringBuilder("prompt,completion\n");
        rows.forEach(row -> csv.append('"')
                .append(row.prompt())
                .append("\",\"")
                .append(row.answer())
                .append("\"\n"));
        return csv.toString();
    }

    private static List<String> texts(String trainFolder) {
        PackedDataset dataset = PackedDataset.open(new LocalShardStore(Path.of(trainFolder)));
        List<String> texts = new ArrayList<>();
        try (Tokenizer tokenizer = new Tokenizer(TestTokenizers.tiny())) {
            for (long number = 0; number < dataset.sequences(); number++) {
                PackedSequence sequence = dataset.read(number);
                String text = tokenizer.decode(sequence.ids(), DecodedSpecials.KEEP);
                for (String sample : text.split("<\\|bos\\|>")) {
                    if (!sample.isEmpty()) {
                        texts.add(sample);
                    }
                }
            }
        }
        return texts;
    }
}
