package dev.braid.ops.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.ops.device.CpuDevice;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GemmBenchTest {
    @Test
    void reportsEveryProductOfEveryShapeAgainstThePeak() {
        List<GemmBench.Shape> shapes = List.of(new GemmBench.Shape(8, 64, 96), new GemmBench.Shape(1, 33, 7));
        try (CpuDevice device = new CpuDevice(2)) {
            GemmBench.Report report = GemmBench.run(device, shapes, Duration.ofMillis(20));
            assertTrue(report.peakGflops() > 0 && Double.isFinite(report.peakGflops()), report.toString());
            List<GemmBench.Result> results = report.results();
            assertEquals(shapes.size() * GemmBench.Product.values().length, results.size());
            for (int i = 0; i < results.size(); i++) {
                GemmBench.Result result = results.get(i);
                assertEquals(shapes.get(i / 3), result.shape());
                assertEquals(GemmBench.Product.values()[i % 3], result.product());
                assertTrue(result.gflops() > 0 && Double.isFinite(result.gflops()), result.toString());
            }
        }
    }

    @Test
    void countsTwoOperationsPerMultiplyAdd() {
        assertEquals(2.0 * 3 * 5 * 7, new GemmBench.Shape(3, 5, 7).flops());
    }

    @Test
    void tokensAreRows() {
        GemmBench.Result result =
                new GemmBench.Result(new GemmBench.Shape(3, 5, 7), GemmBench.Product.FORWARD, 2 * 5 * 7 * 1e-9);
        assertEquals(1, result.tokensPerSecond(), 1e-12);
    }

    @Test
    void refusesAnEmptyShape() {
        assertEquals(
                "shape 0 x 5 x 7: rows, in and out must be at least 1",
                assertThrows(IllegalArgumentException.class, () -> new GemmBench.Shape(0, 5, 7))
                        .getMessage());
    }
}
