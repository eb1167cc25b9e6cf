package dev.braid.model.files;

import static dev.braid.model.files.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
    private static final List<TensorType> WRITABLE = List.of(TensorType.F32, TensorType.F16, TensorType.BF16);

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("x.safetensors");
    }

    @Test
    void randomTensorsReadBackRoundedWhateverTheSegmentSize() {
        for (int round = 0; round < 50; round++) {
            Map<String, TensorSource> tensors = randomTensors();
            SafetensorsWriter.write(file, tensors);
            int segmentBytes = 8 + random.nextInt(500);
            Safetensors read = Safetensors.open(file, segmentBytes);
            String hint = "segment " + segmentBytes + ", seed " + seed;
            assertEquals(Map.of("format", "pt"), read.metadata());
            assertEquals(tensors.keySet(), read.tensors().keySet());
            tensors.forEach((name, source) -> compare(source, read.tensors().get(name), hint));
        }
    }

    @Test
    void aRangeIsReadIntoTheRangeGiven() {
        float[] values = TinyModels.floats(1000, random);
        SafetensorsWriter.write(
                file, Map.of("x", new TensorSource(TensorType.F32, List.of(10, 100), FloatSource.of(values))));
        Tensor tensor = Safetensors.open(file, 64).tensors().get("x");
        for (int round = 0; round < 200; round++) {
            int from = random.nextInt(1000);
            int count = random.nextInt(1001 - from);
            float[] target = new float[count + 7];
            tensor.readFloats(from, FloatBuffer.wrap(target, 3, count));
            float[] expected = new float[count + 7];
            System.arraycopy(values, from, expected, 3, count);
            assertArrayEquals(expected, target, "seed " + seed);
        }
        assertThrows(IndexOutOfBoundsException.class, () -> tensor.readFloats(999, FloatBuffer.allocate(2)));
        assertThrows(IndexOutOfBoundsException.class, () -> tensor.readFloats(-1, FloatBuffer.allocate(1)));
        assertRefused(tensor::toLongs, "tensor x", "F32", "I64 or I32");
    }

    @Test
    void chunksOfAWriterMeet() {
        float[] values = TinyModels.floats(200_001, random);
        SafetensorsWriter.write(
                file, Map.of("x", new TensorSource(TensorType.F32, List.of(200_001), FloatSource.of(values))));
        assertArrayEquals(
                values, Safetensors.open(file, 100_003).tensors().get("x").toFloats());
    }

    @Test
    void filesBeyondTheReachOfOneMapAreRead() throws IOException {
        long bytes = 5L << 30;
        byte[] header = entry("x", "F32", "[5,268435456]", "[0," + bytes + "]").getBytes(StandardCharsets.UTF_8);
        store(header, new byte[0]);
        long start = 8 + header.length;
        long[] elements = {0, (1L << 28) - start / 4, (2L << 29) - 1, (5L << 28) - 1};
        // The holes of the file take no space.
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (long element : elements) {
                ByteBuffer value = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
                channel.write(value.putFloat(element + 0.5f).flip(), start + 4 * element);
            }
        }
        Tensor tensor = Safetensors.open(file).tensors().get("x");
        assertEquals(bytes / 4, tensor.elements());
        for (long element : elements) {
            FloatBuffer value = FloatBuffer.allocate(1);
            tensor.readFloats(element, value);
            assertEquals(element + 0.5f, value.get(0), "element " + element);
        }
    }

    @Test
    void theSameTensorsGiveTheSameBytesAndEachIsAligned() throws IOException {
        Map<String, TensorSource> tensors = randomTensors();
        SafetensorsWriter.write(file, tensors);
        byte[] first = Files.readAllBytes(file);
        List<String> names = new ArrayList<>(tensors.keySet());
        Collections.shuffle(names, random);
        Map<String, TensorSource> shuffled = new LinkedHashMap<>();
        names.forEach(name -> shuffled.put(name, tensors.get(name)));
        SafetensorsWriter.write(file, shuffled);
        assertArrayEquals(first, Files.readAllBytes(file), "seed " + seed);
        assertEquals(0, ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8);
        assertEquals(1, folder.toFile().list().length, "temporary files are left");
    }

    @Test
    void aFailedWriteLeavesTheOldFile() throws IOException {
        SafetensorsWriter.write(file, randomTensors());
        byte[] before = Files.readAllBytes(file);
        FloatSource tooLarge = FloatSource.of(new float[] {1, 70000});
        assertRefused(
                () -> SafetensorsWriter.write(
                        file, Map.of("big", new TensorSource(TensorType.F16, List.of(2), tooLarge))),
                "tensor big",
                "element 1",
                "70000");
        assertArrayEquals(before, Files.readAllBytes(file));
        assertEquals(1, folder.toFile().list().length);
    }

    @Test
    void wholeNumbersAreRead() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        data.putLong(-100).putLong(Long.MAX_VALUE).putLong(7).putInt(-1).putInt(5);
        store(
                "{\"a\":{\"dtype\":\"I64\",\"shape\":[3],\"data_offsets\":[0,24]},"
                        + "\"b\":{\"dtype\":\"I32\",\"shape\":[2],\"data_offsets\":[24,32]}}",
                data.array());
        Map<String, Tensor> read = Safetensors.open(file, 8).tensors();
        assertArrayEquals(new long[] {-100, Long.MAX_VALUE, 7}, read.get("a").toLongs());
        assertArrayEquals(new long[] {-1, 5}, read.get("b").toLongs());
        assertRefused(() -> read.get("a").toFloats(), "tensor a", "I64", "F32, F16 or BF16");
    }

    @Test
    void emptyTensorsAndScalarsAreAllowed() throws IOException {
        store(
                "{\"none\":{\"dtype\":\"F32\",\"shape\":[0,5],\"data_offsets\":[0,0]},"
                        + "\"one\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}   ",
                new byte[4]);
        Map<String, Tensor> read = Safetensors.open(file).tensors();
        assertEquals(0, read.get("none").toFloats().length);
        assertArrayEquals(new float[1], read.get("one").toFloats());
    }

    @Test
    void damagedFilesAreRefusedByName() throws IOException {
        assertRefused(() -> Safetensors.open(file), "x.safetensors", "does not exist");
        assertRefused(() -> Safetensors.open(folder), "is a folder");
        Files.write(file, new byte[5]);
        assertRefused(() -> Safetensors.open(file), "has 5 bytes", "8 bytes of header length");
        Files.write(file, lengthOnly(1000, 100));
        assertRefused(() -> Safetensors.open(file), "header length 1000", "2 to 100");
        Files.write(file, lengthOnly(-1, 100));
        assertRefused(() -> Safetensors.open(file), "header length 18446744073709551615");
        refused("[]", 0, "does not begin with {");
        refused("{]", 0, "not valid JSON");
        refused("{} {}", 0, "goes on after");
        refused("{\"a\":\"\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1), 0, "not valid JSON");
    }

    @Test
    void badEntriesAreRefusedByName() throws IOException {
        refused(entry("a", "F31", "[2]", "[0,8]"), 8, "tensor a", "F31", "known are [F64, F32");
        refused(entry("a", "F32", "[-2]", "[0,8]"), 8, "tensor a", "shape", "-2");
        refused(entry("a", "F32", "[1.5]", "[0,8]"), 8, "tensor a", "shape", "VALUE_NUMBER_FLOAT");
        refused(entry("a", "F32", "[4294967298]", "[0,8]"), 8, "tensor a", "4294967298", "2147483647");
        refused(entry("a", "F32", "[2000000000,2000000000,2000000000]", "[0,8]"), 8, "tensor a", "2^63");
        refused(entry("a", "F32", "[1,1,1,1,1,1,1,1,2]", "[0,8]"), 8, "tensor a", "8 dimensions");
        refused(entry("a", "F32", "[3]", "[0,8]"), 8, "tensor a", "span 8 bytes", "takes 12");
        refused(entry("a", "F32", "[2]", "[8,0]"), 8, "tensor a", "ascending");
        refused(entry("a", "F32", "[2]", "[0,8,9]"), 8, "tensor a", "two data_offsets");
        refused(entry("a", "F32", "[2]", "[0,18446744073709551616]"), 8, "not valid JSON", "out of range");
        refused("{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}", 8, "tensor a", "is missing");
        refused("{\"a\":7}", 8, "tensor a", "START_OBJECT");
        refused("{\"a\":{\"dtype\":\"F32\",\"form\":[2]}}", 8, "tensor a", "unknown field form");
        refused("{\"__metadata__\":{\"format\":7}}", 0, "__metadata__.format", "VALUE_STRING");
    }

    @Test
    void badLayoutsAreRefusedByName() throws IOException {
        String a = "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
        refused("{" + a + "}", 4, "tensor a", "ends at byte 8", "holds 4", "truncated");
        refused("{" + a + "}", 9, "holds 9", "end at 8");
        refused("{" + a + ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "tensor b", "overlap");
        refused("{" + a + ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[9,13]}}", 13, "tensor b", "hole");
        refused("{" + a + "," + a + "}", 8, "Duplicate field 'a'");
    }

    private void compare(TensorSource source, Tensor tensor, String hint) {
        assertEquals(source.type(), tensor.type(), hint);
        assertEquals(source.shape(), tensor.shape(), hint);
        float[] expected = new float[(int) tensor.elements()];
        source.values().readFloats(0, FloatBuffer.wrap(expected));
        for (int i = 0; i < expected.length; i++) {
            expected[i] = rounded(expected[i], source.type());
        }
        assertArrayEquals(expected, tensor.toFloats(), hint);
    }

    private static float rounded(float value, TensorType type) {
        return switch (type) {
            case F16 -> SmallFloats.fromHalf(SmallFloats.toHalf(value));
            case BF16 -> SmallFloats.fromBf16(SmallFloats.toBf16(value));
            default -> value;
        };
    }

    private Map<String, TensorSource> randomTensors() {
        Map<String, TensorSource> tensors = new HashMap<>();
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            List<Integer> shape = List.of(1 + random.nextInt(9), 1 + random.nextInt(9), 1 + random.nextInt(5));
            TensorType type = WRITABLE.get(random.nextInt(3));
            tensors.put("t" + random.nextInt(1000), new TensorSource(type, shape, TinyModels.gaussian(shape, random)));
        }
        return tensors;
    }

    private static String entry(String name, String type, String shape, String offsets) {
        return "{\"" + name + "\":{\"dtype\":\"" + type + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets
                + "}}";
    }

    private void refused(String header, int dataBytes, String... parts) throws IOException {
        refused(header.getBytes(StandardCharsets.UTF_8), dataBytes, parts);
    }

    private void refused(byte[] header, int dataBytes, String... parts) throws IOException {
        store(header, new byte[dataBytes]);
        assertRefused(() -> Safetensors.open(file), withFile(parts));
    }

    private String[] withFile(String[] parts) {
        String[] all = Arrays.copyOf(parts, parts.length + 1);
        all[parts.length] = file.toString();
        return all;
    }

    private void store(String header, byte[] data) throws IOException {
        store(header.getBytes(StandardCharsets.UTF_8), data);
    }

    private void store(byte[] header, byte[] data) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length).put(header).put(data);
        Files.write(file, bytes.array());
    }

    private static byte[] lengthOnly(long length, int rest) {
        return ByteBuffer.allocate(8 + rest)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .array();
    }
}
