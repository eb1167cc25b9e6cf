package dev.braid.jobs.pipeline.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.stage.ElementType;
import dev.braid.stage.ParameterState;
import dev.braid.stage.StageState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is written is read again, and nothing else is. */
class CheckpointBytesTest {
    private static ByteBuffer numbers(Random random, int bytes) {
        byte[] values = new byte[bytes];
        random.nextBytes(values);
        return ByteBuffer.allocateDirect(bytes)
                .order(ByteOrder.nativeOrder())
                .put(values)
                .flip();
    }

    private static StageState state(Random random) {
        List<ParameterState> parameters = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            ElementType type = ElementType.values()[random.nextInt(2)];
            int bytes = random.nextInt(12) * type.bytes();
            Map<String, ByteBuffer> slots = new LinkedHashMap<>();
            for (String slot : List.of("M", "V", "H").subList(0, random.nextInt(4))) {
                slots.put(slot, numbers(random, bytes));
            }
            parameters.add(new ParameterState("layer" + i + "_W", type, numbers(random, bytes), slots));
        }
        return new StageState(parameters);
    }

    @Test
    void aStateComesBackAndEveryChangedByteIsSeen() throws IOException {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            StageState state = state(random);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            StatePart part = StatePart.write("part", state, out);
            byte[] bytes = out.toByteArray();
            assertEquals(bytes.length, part.bytes());
            assertEquals(state, part.read("folder", new ByteArrayInputStream(bytes)), "seed " + seed);
            for (int i = 0; i < bytes.length; i++) {
                byte[] changed = bytes.clone();
                changed[i] ^= (byte) (1 << random.nextInt(8));
                refused(part, changed, "seed " + seed + ", byte " + i);
            }
            refused(part, Arrays.copyOf(bytes, random.nextInt(bytes.length)), "seed " + seed + ", cut");
            refused(part, Arrays.copyOf(bytes, bytes.length + 1), "seed " + seed + ", longer");
        }
    }

    private static void refused(StatePart part, byte[] bytes, String what) {
        PipelineCheckpointException refusal = assertThrows(
                PipelineCheckpointException.class, () -> part.read("folder", new ByteArrayInputStream(bytes)), what);
        assertTrue(refusal.getMessage().startsWith("folder/part "), refusal.getMessage());
    }

    @Test
    void noFigureOfAManifestChangesUnseen() {
        Manifest manifest = Manifest.of(
                1234, 5, 6, "abcdef", List.of(new StatePart("stage-0", 77, 88), new StatePart("stage-1", 7, 8)));
        byte[] json = manifest.toJson();
        assertEquals(manifest, Manifest.parse("folder", json));
        for (int i = 0; i < json.length; i++) {
            if (Character.isLetterOrDigit(json[i])) {
                byte[] changed = json.clone();
                changed[i] = (byte) (changed[i] == '7' ? '1' : '7');
                int at = i;
                assertThrows(
                        PipelineCheckpointException.class,
                        () -> Manifest.parse("folder", changed),
                        () -> "byte " + at + " of " + new String(json));
            }
        }
    }
}
