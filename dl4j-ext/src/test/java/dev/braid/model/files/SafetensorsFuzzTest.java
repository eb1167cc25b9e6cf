package dev.braid.model.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mutated files are read, or refused with the declared exception; nothing else happens. */
class SafetensorsFuzzTest {
    private static final int FILES = 2_000;
    private static final int HEADERS = 20_000;
    private static final List<String> TOKENS = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "-",
            "0",
            "9999999999",
            "1e9",
            "null",
            "\"F32\"",
            "\"BF16\"",
            "\"I64\"",
            "\"shape\":",
            "\"data_offsets\":[0,4]",
            "{}",
            "[[[[",
            "\\u0000",
            "\u00e9");

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @TempDir
    Path folder;

    @Test
    void mutatedFilesAreReadOrRefused() throws IOException {
        byte[] valid = validFile();
        Path file = folder.resolve("mutant.safetensors");
        int refused = 0;
        for (int i = 0; i < FILES; i++) {
            Files.write(file, mutate(valid));
            refused += attempt(() -> readAll(Safetensors.open(file)));
        }
        assertTrue(refused > FILES / 4 && refused < FILES, refused + " of " + FILES + " refused, seed " + seed);
    }

    @Test
    void mutatedHeadersAreReadOrRefused() throws IOException {
        byte[] file = validFile();
        int length = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        byte[] header = Arrays.copyOfRange(file, 8, 8 + length);
        int refused = 0;
        for (int i = 0; i < HEADERS; i++) {
            byte[] mutant = mutate(header);
            refused +=
                    attempt(() -> HeaderParser.parse("mutant", mutant).checkLayout("mutant", file.length - 8 - length));
        }
        assertTrue(refused > HEADERS / 2 && refused < HEADERS, refused + " of " + HEADERS + " refused, seed " + seed);
    }

    private int attempt(Runnable reading) {
        try {
            reading.run();
            return 0;
        } catch (ModelFileException e) {
            assertTrue(e.getMessage().contains("mutant"), () -> "no file named in: " + e.getMessage());
            return 1;
        } catch (RuntimeException | Error e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private static void readAll(Safetensors file) {
        for (Tensor tensor : file.tensors().values()) {
            if (tensor.type().isWeight()) {
                assertEquals(tensor.elements(), tensor.toFloats().length);
            }
        }
    }

    private byte[] validFile() throws IOException {
        Path file = folder.resolve("valid.safetensors");
        SafetensorsWriter.write(
                file,
                Map.of(
                        "a", new TensorSource(TensorType.F32, List.of(2, 3), TinyModels.gaussian(List.of(6), random)),
                        "b", new TensorSource(TensorType.BF16, List.of(4), TinyModels.gaussian(List.of(4), random)),
                        "c", new TensorSource(TensorType.F16, List.of(1, 2), TinyModels.gaussian(List.of(2), random))));
        return Files.readAllBytes(file);
    }

    private byte[] mutate(byte[] valid) {
        byte[] mutant = valid.clone();
        int edits = 1 + random.nextInt(3);
        for (int i = 0; i < edits; i++) {
            mutant = edit(mutant);
        }
        return mutant;
    }

    private byte[] edit(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        return switch (random.nextInt(5)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> splice(bytes, at, 0, TOKENS.get(random.nextInt(TOKENS.size())));
            case 2 -> splice(bytes, at, random.nextInt(8), "");
            case 3 -> splice(bytes, at, 4, TOKENS.get(random.nextInt(TOKENS.size())));
            default -> splice(bytes, at, 1, String.valueOf((char) random.nextInt(256)));
        };
    }

    private static byte[] splice(byte[] bytes, int at, int removed, String text) {
        byte[] inserted = text.getBytes(StandardCharsets.ISO_8859_1);
        int end = Math.min(bytes.length, at + removed);
        ByteBuffer result = ByteBuffer.allocate(bytes.length - (end - at) + inserted.length);
        return result.put(bytes, 0, at)
                .put(inserted)
                .put(bytes, end, bytes.length - end)
                .array();
    }
}
