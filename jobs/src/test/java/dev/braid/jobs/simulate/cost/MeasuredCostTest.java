package dev.braid.jobs.simulate.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.sched.latency.StepLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuredCostTest {
    @TempDir
    Path folder;

    /** Points as size, nanoseconds, size, nanoseconds and so on. */
    private static Curve curve(double... points) {
        List<Curve.Point> list = new ArrayList<>();
        for (int i = 0; i < points.length; i += 2) {
            list.add(new Curve.Point(points[i], points[i + 1]));
        }
        return new Curve(list);
    }

    private static MeasuredCost sample() {
        return new MeasuredCost(
                1000,
                100,
                200,
                curve(1, 10, 9, 50, 10, 100),
                curve(10, 1, 20, 2),
                curve(1, 3, 2, 6),
                curve(2, 7, 4, 14),
                curve(8, 80, 16, 90),
                curve(1, 0, 11, 10));
    }

    @Test
    void curvesAreLinearBetweenPointsAndBeyondTheLast() {
        Curve curve = curve(4, 40, 8, 60, 16, 200);
        assertEquals(0, curve.nanos(0));
        assertEquals(40, curve.nanos(1));
        assertEquals(40, curve.nanos(4));
        assertEquals(50, curve.nanos(6));
        assertEquals(60, curve.nanos(8));
        assertEquals(130, curve.nanos(12));
        assertEquals(200, curve.nanos(16));
        assertEquals(340, curve.nanos(24));
    }

    @Test
    void aStepIsTheSumOfItsParts() {
        StepLoad load = new StepLoad();
        assertEquals(0, sample().nanos(load));
        load.addDecode(30);
        assertEquals(1000 + 10 + 3, sample().nanos(load));
        load.addForward(0, 4);
        assertEquals(1000 + 100 + 30 + 3 + 30, sample().nanos(load));
        load.clear();
        load.addHead(3);
        load.addHead(3);
        assertEquals(1000 + 200 + 2 * 10.5, sample().nanos(load));
        load.clear();
        load.addBackward(0, 8);
        load.addBackward(0, 16);
        // 36 and 136 keys; windows of 12 rows in the mean.
        assertEquals(1000 + 200 + 2 * 85 + 171, sample().nanos(load), 1e-9);
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        Path file = folder.resolve("cost.json");
        MeasuredCostJson.write(sample(), file);
        assertEquals(sample(), MeasuredCostJson.read(file));
    }

    @Test
    void malformedTablesAreNamed() throws IOException {
        Path file = folder.resolve("cost.json");
        MeasuredCostJson.write(sample(), file);
        String good = Files.readString(file).replaceAll("\\s", "");
        refused(good.replace("\"step_nanos\":1000.0,", ""), "step_nanos is missing, must be a number");
        refused(good.replace("\"step_nanos\":1000.0", "\"step_nanos\":-1"), "stepNanos is -1.0");
        refused(good.replace("[[10.0,1.0],[20.0,2.0]]", "7"), "decode_keys is 7, must be a list");
        refused(good.replace("[10.0,1.0],", ""), "decode_keys: a curve has 1 points");
        refused(good.replace("[10.0,1.0]", "[10.0]"), "decode_keys: point is [10.0], must be");
        refused(good.replace("[20.0,2.0]", "[20.0,0.5]"), "decode_keys: point 1 is 20.0 -> 0.5 ns");
        refused(good.replace("[20.0,2.0]", "[10.0,2.0]"), "sizes must rise");
    }

    private void refused(String text, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("bad.json"), text);
        var error = assertThrows(IOException.class, () -> MeasuredCostJson.read(file));
        assertTrue(error.getMessage().contains(message), error.getMessage());
        assertTrue(error.getMessage().contains("bad.json"), error.getMessage());
    }
}
