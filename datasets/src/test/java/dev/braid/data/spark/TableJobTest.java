package dev.braid.data.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.data.pack.LocalShardStore;
import dev.braid.data.pack.ShardException;
import dev.braid.data.row.DatasetException;
import dev.braid.data.table.ColumnRows;
import dev.braid.data.table.TableIndex;
import dev.braid.data.table.TableReader;
import dev.braid.data.table.TensorColumns;
import dev.braid.data.table.TokenRows;
import dev.braid.data.text.SpecialTokens;
import dev.braid.data.text.TestTokenizers;
import dev.braid.data.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableJobTest {
    private static final int ROWS = 60;
    private static SparkSession spark;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .config("spark.kryo.registrationRequired", "true")
                .getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static List<TensorColumns> tensors() {
        Map<String, Integer> widths = new LinkedHashMap<>();
        widths.put("in", 3);
        widths.put("out", 4);
        return TensorColumns.parse("in=x0..x2; out=label:onehot(4)", widths);
    }

    private record Values(double[] x, int label) {}

    private static List<Values> values() {
        Random random = new Random(5);
        List<Values> all = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            all.add(new Values(new double[] {i, random.nextGaussian(), random.nextInt(9)}, random.nextInt(4)));
        }
        return all;
    }

    private Path csv(String name, List<String> more) throws IOException {
        List<String> lines = new ArrayList<>(List.of("label,x0,unused,x1,x2"));
        values().forEach(row -> lines.add(
                String.format(Locale.ROOT, "%d,%s,text,%s,%s", row.label(), row.x()[0], row.x()[1], row.x()[2])));
        lines.addAll(more);
        return Files.write(folder.resolve(name), lines);
    }

    private Path jsonl() throws IOException {
        List<String> lines = new ArrayList<>();
        values().forEach(row -> lines.add(String.format(
                Locale.ROOT,
                "{\"x0\": %s, \"x1\": %s, \"x2\": %s, \"label\": %d}",
                row.x()[0],
                row.x()[1],
                row.x()[2],
                row.label())));
        return Files.write(folder.resolve("rows.jsonl"), lines);
    }

    private TableIndex table(Path input, double fraction) {
        RowSource source = new RowSource(List.of(input.toString()), Optional.empty(), Optional.empty(), fraction);
        return new TableJob(spark, source, new ColumnRows(tensors()), out(input).toString()).run();
    }

    private Path out(Path input) {
        return folder.resolve("table-" + input.getFileName());
    }

    private float[] all(Path input, TableIndex index, long seed, int miniBatch, long iterations) {
        TableReader reader = new TableReader(new LocalShardStore(out(input)), index, seed, miniBatch);
        float[] numbers = new float[(int) iterations * miniBatch * 7];
        int[] at = {0};
        for (long iteration = 0; iteration < iterations; iteration++) {
            for (int sample = 0; sample < miniBatch; sample++) {
                reader.read("in", iteration, sample, 1, number -> numbers[at[0]++] = number);
                reader.read("out", iteration, sample, 1, number -> numbers[at[0]++] = number);
            }
        }
        return numbers;
    }

    @Test
    void everyFormatGivesTheSameRowsInTheSameOrder() throws IOException {
        Path jsonl = jsonl();
        Path parquet = folder.resolve("rows.parquet");
        spark.read()
                .schema("x0 double, x1 double, x2 double, label int")
                .json(jsonl.toString())
                .coalesce(1)
                .write()
                .mode(SaveMode.Overwrite)
                .parquet(parquet.toString());
        TableIndex expected = table(jsonl, 0);
        float[] rows = all(jsonl, expected, 7, 8, 20);
        assertEquals(ROWS, expected.rows());
        Set<Float> firstEpoch = new HashSet<>();
        for (int i = 0; i < 7 * 8; i++) {
            firstEpoch.add(rows[i * 7]);
            Values row = values().get((int) rows[i * 7]);
            assertEquals((float) row.x()[1], rows[i * 7 + 1]);
            assertEquals(1, rows[i * 7 + 3 + row.label()]);
        }
        assertEquals(56, firstEpoch.size());
        for (Path input : List.of(csv("rows.csv", List.of()), parquet)) {
            TableIndex actual = table(input, 0);
            assertArrayEquals(rows, all(input, actual, 7, 8, 20), input.toString());
            assertEquals(expected.fingerprint().length(), actual.fingerprint().length());
        }
    }

    @Test
    void badRowsAreCountedAndLocatedAndTooManyEndTheJob() throws IOException {
        Path csv = csv("bad.csv", List.of("9,1,t,1,1", "1,nan,t,1,1", "1,1,t,,1", "1,1,t,one,1", "1,1"));
        TableIndex index = table(csv, 0.1);
        assertEquals(ROWS, index.rows());
        assertEquals(5, index.quarantined());
        Path more = csv("worse.csv", List.of("9,1,t,1,1"));
        DatasetException refused = assertThrows(DatasetException.class, () -> table(more, 0.001));
        assertTrue(
                refused.getMessage()
                        .contains("worse.csv:62: column 'label' is 9, must be the number of a class from 0" + " to 3"),
                refused.getMessage());
    }

    @Test
    void columnsThatDoNotFitTheModelAreSaidInTheirNames() throws IOException {
        Map<String, Integer> widths = Map.of("in", 2);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> TensorColumns.parse("inn=x0", widths))
                .getMessage()
                .contains("'inn' is no input and no label"));
        assertTrue(assertThrows(
                        IllegalArgumentException.class, () -> TensorColumns.parse("in=x0", Map.of("in", 1, "out", 2)))
                .getMessage()
                .contains("'out', which takes 2 numbers, has no columns"));
        RowSource source = RowSource.of(jsonl().toString());
        DatasetException refused = assertThrows(
                DatasetException.class,
                () -> new TableJob(
                                spark,
                                source,
                                new ColumnRows(TensorColumns.parse("in=x0..x2", widths)),
                                folder.resolve("t").toString())
                        .run());
        assertTrue(
                refused.getMessage().contains("'in' takes 2 numbers, but its columns have more, from 'x2' on"),
                refused.getMessage());
    }

    /** Windows one after another hold every token once, and each label is the token that comes next. */
    @Test
    void textsBecomeWindowsOfTokens() throws IOException {
        Random random = new Random();
        List<String> texts = random.ints(12, 1, 60)
                .mapToObj(words -> "the mill ".repeat(words).strip())
                .toList();
        StringBuilder lines = new StringBuilder();
        List<Integer> tokens = new ArrayList<>();
        try (Tokenizer tokenizer = new Tokenizer(TestTokenizers.tiny())) {
            for (String text : texts) {
                lines.append("{\"text\":\"").append(text).append("\"}\n");
                Arrays.stream(tokenizer.encode(text, SpecialTokens.ADD)).forEach(tokens::add);
                tokens.add(tokenizer.endToken().orElseThrow());
            }
        }
        lines.append("{\"other\":1}\n");
        Path file = Files.writeString(folder.resolve("texts.jsonl"), lines.toString());
        int steps = 1 + random.nextInt(9);
        RowSource source = new RowSource(List.of(file.toString()), Optional.empty(), Optional.empty(), 0.1);
        TokenRows rows = new TokenRows(TestTokenizers.tiny(), "text", steps, "tokens", "next");
        TableIndex index = new TableJob(spark, source, rows, out(file).toString()).run();
        assertEquals(1, index.quarantined());
        assertEquals((tokens.size() - 1) / steps, index.rows());
        Set<List<Float>> expected = new HashSet<>();
        for (int i = 0; i < index.rows(); i++) {
            List<Float> window = new ArrayList<>();
            tokens.subList(i * steps, i * steps + steps).forEach(token -> window.add((float) token));
            tokens.subList(i * steps + 1, i * steps + steps + 1).forEach(token -> window.add((float) token));
            expected.add(window);
        }
        TableReader reader = new TableReader(new LocalShardStore(out(file)), index, 3, 1);
        Set<List<Float>> found = new HashSet<>();
        for (int i = 0; i < index.rows(); i++) {
            List<Float> window = new ArrayList<>();
            reader.read("tokens", i, 0, 1, window::add);
            reader.read("next", i, 0, 1, window::add);
            found.add(window);
        }
        assertEquals(expected, found);
    }

    @Test
    void textsThatFillNoWindowAreSaid() throws IOException {
        Path file = Files.writeString(folder.resolve("short.jsonl"), "{\"text\":\"a\"}\n");
        TokenRows rows = new TokenRows(TestTokenizers.tiny(), "text", 100, "tokens", "next");
        String message = assertThrows(
                        DatasetException.class,
                        () -> new TableJob(
                                        spark,
                                        RowSource.of(file.toString()),
                                        rows,
                                        out(file).toString())
                                .run())
                .getMessage();
        assertTrue(message.contains("has 1 rows, but together they fill no window of tokens"), message);
    }

    @Test
    void aTableIsMadeOnceAndAChangedFileMakesItAgain() throws IOException {
        Path csv = csv("rows.csv", List.of());
        TableIndex first = table(csv, 0);
        long written =
                Files.getLastModifiedTime(out(csv).resolve(TableIndex.FILE)).toMillis();
        assertEquals(first, table(csv, 0));
        assertEquals(
                written,
                Files.getLastModifiedTime(out(csv).resolve(TableIndex.FILE)).toMillis());
        csv("rows.csv", List.of("1,1,t,1,1"));
        assertEquals(ROWS + 1, table(csv, 0).rows());
    }

    @Test
    void aTornShardIsRefusedByItsName() throws IOException {
        Path jsonl = jsonl();
        TableIndex index = table(jsonl, 0);
        Path shard = out(jsonl).resolve(index.shards().get(0).file());
        byte[] bytes = Files.readAllBytes(shard);
        bytes[bytes.length / 2] ^= 1;
        Files.write(shard, bytes);
        ShardException refused = assertThrows(ShardException.class, () -> all(jsonl, index, 7, 8, 1));
        assertTrue(refused.getMessage().contains(shard.getFileName() + " in "), refused.getMessage());
        assertTrue(refused.getMessage().contains("corrupt"), refused.getMessage());
    }
}
