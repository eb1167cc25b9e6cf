package dev.braid.data.row;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.data.text.Message;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RowReaderTest {
    private static final List<Message> TALK = List.of(new Message("user", "p"), new Message("assistant", "c"));

    @Test
    void everyShapeIsFoundByItsFields() {
        assertEquals(new Row.Text("t"), parse("{\"text\":\"t\",\"id\":3}"));
        assertEquals(new Row.Chat(TALK), parse("{\"prompt\":\"p\",\"completion\":\"c\"}"));
        assertEquals(
                new Row.Chat(TALK),
                parse(
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"p\"},{\"role\":\"assistant\",\"content\":\"c\"}]}"));
        assertEquals(
                new Row.Chat(List.of(
                        new Message("system", "s"), new Message("user", "p\ni"), new Message("assistant", "c"))),
                parse("{\"instruction\":\"p\",\"input\":\"i\",\"output\":\"c\",\"system\":\"s\"}"));
        assertEquals(new Row.Chat(TALK), parse("{\"instruction\":\"p\",\"input\":null,\"output\":\"c\"}"));
        assertEquals(
                new Row.Chat(TALK),
                parse("{\"conversations\":[{\"from\":\"human\",\"value\":\"p\"},{\"from\":\"gpt\",\"value\":\"c\"}]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"text\":; not valid JSON",
                "{\"text\":\"a\"} x; not valid JSON",
                "[1]; not a JSON object but of type array",
                "{\"txt\":\"a\"}; fields [txt] are of no known shape",
                "{\"text\":7}; field 'text' is of type number, must be text",
                "{\"text\":\"\"}; text is empty",
                "{\"prompt\":\"a\",\"completion\":null}; field 'completion' is nothing, must be text",
                "{\"messages\":\"a\"}; field 'messages' is of type string, must be a list",
                "{\"messages\":[{\"role\":\"user\"}]}; field 'content' is missing, must be text",
                "{\"messages\":[{\"role\":\"\",\"content\":\"a\"}]}; role of a message is empty",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}; no assistant turn",
                "{\"conversations\":[{\"from\":\"cat\",\"value\":\"a\"}]}; from is 'cat'"
            })
    void malformedRowsSayWhatIsWrong(String json, String reason) {
        RowException error = assertThrows(RowException.class, () -> parse(json));
        assertTrue(error.getMessage().contains(reason), error.getMessage());
    }

    @Test
    void aNamedShapeIsTheOnlyOne() {
        RowParser text = new RowParser(Optional.of(RowShape.of("text")));
        RowException error =
                assertThrows(RowException.class, () -> text.parse("{\"prompt\":\"p\",\"completion\":\"c\"}"));
        assertTrue(error.getMessage().contains("field 'text' is missing"), error.getMessage());
        assertThrows(IllegalArgumentException.class, () -> RowShape.of("chat"));
    }

    @Test
    void jsonLinesKeepTheirNumbers() {
        List<String> rows =
                read(FileFormat.JSONL, "\uFEFF{\"text\":\"a\"}\r\n\n  \n{\"text\":\"b\"}\n{broken\n{\"text\":\"ü\"}");
        assertEquals(
                List.of("1 a", "4 b", "5 !not valid JSON", "6 ü"),
                rows.stream().map(RowReaderTest::brief).toList());
    }

    @Test
    void binaryGarbageIsRefusedLineByLine() {
        long seed = System.nanoTime();
        byte[] garbage = new byte[200_000];
        new Random(seed).nextBytes(garbage);
        for (FileFormat format : new FileFormat[] {FileFormat.JSONL, FileFormat.CSV}) {
            try {
                Iterator<RawRow> rows =
                        RowReader.of(format, new RowParser(Optional.empty())).read(new ByteArrayInputStream(garbage));
                while (rows.hasNext()) {
                    RawRow row = rows.next();
                    assertThrows(RowException.class, () -> row.row().get(), "seed " + seed);
                }
            } catch (RowException header) {
                assertEquals(FileFormat.CSV, format, "seed " + seed);
            }
        }
    }

    @Test
    void anEndlessLineIsBounded() {
        String line = "{\"text\":\"" + "x".repeat(LineSource.MAX_LINE_BYTES) + "\"}\n{\"text\":\"b\"}";
        List<String> rows = read(FileFormat.JSONL, line);
        assertTrue(rows.get(0).contains("longer than the bound"), rows.get(0));
        assertEquals("2 b", rows.get(1));
    }

    @Test
    void jsonListsAndSequencesOfObjects() {
        List<String> expected = List.of("2 a", "4 b");
        assertEquals(expected, read(FileFormat.JSON, "[\n{\"text\":\n\"a\"},\n{\"text\":\"b\"}]\n"));
        assertEquals(expected, read(FileFormat.JSON, "\n{\"text\":\n\"a\"}\n{\"text\":\"b\"}\n"));
        assertEquals(List.of(), read(FileFormat.JSON, "[]"));
        assertEquals(List.of(), read(FileFormat.JSON, ""));
    }

    @Test
    void brokenJsonFilesNameTheLine() {
        RowException error = assertThrows(
                RowException.class, () -> read(FileFormat.JSON, "[{\"text\":\"a\"},\n{\"text\":\"b\"},\n{\"te"));
        assertTrue(error.getMessage().contains("line 3"), error.getMessage());
    }

    @Test
    void csvValuesMayHoldAnything() {
        List<String> rows = read(
                FileFormat.CSV,
                "prompt,completion\r\n\"a, \"\"b\"\"\",c\r\n\n\"two\nlines\",d\nonly\n,x\n\"open,1\n2,3\n");
        assertEquals(
                List.of(
                        "2 a, \"b\"|c",
                        "4 two\nlines|d",
                        "6 !1 values where the header has 2",
                        "7 !field 'prompt' is nothing, must be text",
                        "8 !a quoted value is never closed"),
                rows);
    }

    @Test
    void csvWithoutRowsHasNone() {
        assertEquals(List.of(), read(FileFormat.CSV, "text\n"));
        assertEquals(List.of(), read(FileFormat.CSV, ""));
    }

    @Test
    void formatsAreToldByTheName() {
        assertEquals(FileFormat.JSONL, FileFormat.ofFile("/a/b.jsonl.gz"));
        assertEquals(FileFormat.PARQUET, FileFormat.ofFile("part-1.snappy.parquet"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> FileFormat.ofFile("x.txt"))
                .getMessage()
                .contains("jsonl, json, csv, parquet"));
    }

    @Test
    void quarantineNamesCountsAndTheFirstThree() {
        List<QuarantinedRow> bad = new ArrayList<>();
        for (int i = 1; i <= 30; i++) {
            bad.add(QuarantinedRow.fromJson(new QuarantinedRow("f.jsonl", i, "why" + i, "x").toJson()));
        }
        Quarantine quarantine = new Quarantine(970, 30, bad);
        quarantine.check("d", 0.03);
        String message = assertThrows(DatasetException.class, () -> quarantine.check("d", 0.029))
                .getMessage();
        assertTrue(message.contains("30 of 1000"), message);
        assertTrue(message.contains("f.jsonl:1: why1; f.jsonl:2: why2; f.jsonl:3: why3"), message);
        assertTrue(!message.contains("why4"), message);
        assertEquals(Quarantine.MAX_EXAMPLES, quarantine.examples().size());
        assertThrows(DatasetException.class, () -> new Quarantine(0, 0, List.of()).check("d", 1));
        assertThrows(DatasetException.class, () -> new Quarantine(0, 30, bad).check("d", 1));
    }

    private static Row parse(String json) {
        return new RowParser(Optional.empty()).parse(json);
    }

    private static List<String> read(FileFormat format, String content) {
        List<String> rows = new ArrayList<>();
        RowReader.of(format, new RowParser(Optional.empty()))
                .read(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)))
                .forEachRemaining(row -> rows.add(row.line() + " " + show(row)));
        return rows;
    }

    private static String show(RawRow raw) {
        try {
            Row row = raw.row().get();
            return row instanceof Row.Text text ? text.text() : chat(assertInstanceOf(Row.Chat.class, row));
        } catch (RowException e) {
            return "!" + e.getMessage();
        }
    }

    private static String chat(Row.Chat chat) {
        return String.join("|", chat.messages().stream().map(Message::content).toList());
    }

    private static String brief(String row) {
        return row.contains("!") ? row.substring(0, row.indexOf("JSON") + 4) : row;
    }
}
