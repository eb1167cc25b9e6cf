package dev.braid.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.gpp.formats.GraphFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is a model of DL4J is read whatever it is packed in, and what is none is refused in words that help. */
class BadModelTest {
    private static final SampleNetworks.Sample SAMPLE = SampleNetworks.dense();

    @TempDir
    private Path folder;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path json() throws IOException {
        return write("model.json", SAMPLE.configuration().toJson());
    }

    private Path zip() throws IOException {
        ComputationGraph graph = new ComputationGraph(SAMPLE.configuration());
        graph.init();
        Path file = folder.resolve("model.zip");
        ModelSerializer.writeModel(graph, file.toFile(), true);
        return file;
    }

    private static String refusal(Path file, Map<String, String> types) {
        String message = assertThrows(GraphFileException.class, () -> Dl4jGraphFile.read(file, types))
                .getMessage();
        assertTrue(message.startsWith(file.toString()), message);
        return message;
    }

    private static void refused(Path file, Map<String, String> types, String... words) {
        String message = refusal(file, types);
        Arrays.stream(words).forEach(word -> assertTrue(message.contains(word), () -> word + " is not in " + message));
    }

    private static byte[] head(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        return Arrays.copyOf(bytes, Math.min(bytes.length, Dl4jGraphFile.HEAD_BYTES));
    }

    @Test
    void jsonAndZipGiveOneGraphAndTheDenseInputsNeedNoTypes() throws IOException {
        Dl4jGraphFile read = Dl4jGraphFile.read(json());
        assertEquals(read.graph().operators(), Dl4jGraphFile.read(zip()).graph().operators());
        assertEquals(
                read.graph().operators(),
                Dl4jGraphFile.read(json(), SAMPLE.types()).graph().operators());
        assertTrue(Dl4jGraphFile.looksLikeDl4j(head(json())));
        assertTrue(Dl4jGraphFile.looksLikeDl4j(head(zip())));
        assertFalse(Dl4jGraphFile.looksLikeDl4j(read.braid().toJson().getBytes(StandardCharsets.UTF_8)));
        assertFalse(Dl4jGraphFile.looksLikeDl4j(new byte[0]));
    }

    @Test
    void aStackOfLayersIsAChain() throws IOException {
        Path file = write(
                "stack.json",
                new NeuralNetConfiguration.Builder()
                        .list()
                        .layer(new DenseLayer.Builder().nIn(3).nOut(4).build())
                        .layer(SampleNetworks.output(2))
                        .setInputType(InputType.feedForward(3))
                        .build()
                        .toJson());
        Dl4jGraphFile read = Dl4jGraphFile.read(file);
        assertEquals("2 operators, 1 edges", read.graph().toString());
        assertTrue(Dl4jGraphFile.looksLikeDl4j(head(file)));
    }

    @Test
    void aCutFileIsRefused() throws IOException {
        String text = SAMPLE.configuration().toJson();
        refused(write("half.json", text.substring(0, text.length() / 2)), Map.of(), "line", "cut off");
        byte[] whole = Files.readAllBytes(zip());
        Path half = Files.write(folder.resolve("half.zip"), Arrays.copyOf(whole, whole.length / 2));
        refused(half, Map.of(), "no whole zip");
        refused(folder.resolve("none"), Map.of(), "does not exist");
    }

    @Test
    void anotherZipAndOtherJsonAreRefused() throws IOException {
        Path file = folder.resolve("other.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("a.txt"));
        }
        refused(file, Map.of(), "configuration.json");
        refused(write("other.json", "{\"nodes\": []}"), Map.of(), "[nodes]", "\"vertices\"");
        refused(write("list.json", "[]"), Map.of(), "object");
    }

    /** A megabyte of zeros takes a kilobyte: the size that counts is the one unpacked. */
    @Test
    void aBombIsNotUnpacked() throws IOException {
        Path file = folder.resolve("bomb.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("configuration.json"));
            for (int i = 0; i < 40; i++) {
                zip.write(new byte[1 << 20]);
            }
        }
        refused(file, Map.of(), "more than 33554432 bytes");
    }

    @Test
    void classesOfOthersAreNotMade() throws IOException {
        String text = SAMPLE.configuration()
                .toJson()
                .replace("org.deeplearning4j.nn.conf.graph.ScaleVertex", "com.example.OwnVertex");
        refused(write("own.json", text), Map.of(), "com.example.OwnVertex", "/vertices/half");
        String unknown = SAMPLE.configuration().toJson().replace("graph.ScaleVertex", "graph.NoVertex");
        refused(write("unknown.json", unknown), Map.of(), "NoVertex");
    }

    @Test
    void inputsWithoutATypeAreNamed() throws IOException {
        SampleNetworks.Sample series = SampleNetworks.series();
        Path file = write("series.json", series.configuration().toJson());
        refused(file, Map.of(), "\"text\"", "recurrent:featuresxsteps");
        refused(file, Map.of("text", "recurent:3x7"), "did you mean recurrent");
        refused(file, Map.of("text", "recurrent:3"), "1 sizes");
        refused(file, Map.of("text", "recurrent:3x-1"), "at least 1");
        refused(file, Map.of("txt", "recurrent:3x7"), "no input \"txt\"", "[text]");
        refused(file, Map.of("text", "feedforward:3"), "vertex \"lstm\"");
    }

    @Test
    void verticesThatReadNothingOrEachOtherAreNamed() throws IOException {
        String text = SAMPLE.configuration().toJson();
        String gone = text.replace("\"half\" : [ \"sum\" ]", "\"half\" : [ \"gone\" ]");
        refused(write("gone.json", gone), Map.of(), "\"half\"", "\"gone\"");
        String cycle = text.replace("\"half\" : [ \"sum\" ]", "\"half\" : [ \"moved\" ]");
        refused(write("cycle.json", cycle), Map.of(), "half", "cycle");
    }
}
