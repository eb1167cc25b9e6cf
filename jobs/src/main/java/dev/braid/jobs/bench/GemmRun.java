package dev.braid.jobs.bench;

import dev.braid.ops.cost.GemmBench;
import dev.braid.ops.device.CpuDevice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code bench gemm}: the linear layer's three products, shape by shape. */
public final class GemmRun {
    private GemmRun() {}

    /** A weight {@code [out, in]}. */
    public record Weight(int out, int in) {}

    /**
     * What to measure: every weight with every number of rows.
     *
     * @param budget of one timing
     */
    public record Settings(List<Integer> rows, List<Weight> weights, int threads, Duration budget) {
        public Settings {
            Require.positive("rows", rows);
            Require.positive("threads", threads);
            if (weights.isEmpty()) {
                throw new IllegalArgumentException("shapes is empty, must have at least one OUTxIN");
            }
            Require.positive("seconds", budget);
            rows = List.copyOf(rows);
            weights = List.copyOf(weights);
        }

        private List<GemmBench.Shape> shapes() {
            List<GemmBench.Shape> shapes = new ArrayList<>();
            for (Weight weight : weights) {
                rows.forEach(count -> shapes.add(new GemmBench.Shape(count, weight.in(), weight.out())));
            }
            return shapes;
        }
    }

    public static BenchReport run(Settings settings) {
        try (CpuDevice device = new CpuDevice(settings.threads())) {
            GemmBench.Report report = GemmBench.run(device, settings.shapes(), settings.budget());
            return BenchReport.of(
                    "gemm",
                    report.peakGflops(),
                    settings.threads(),
                    List.of(new Figure.Word(
                            "counted", "2 operations per multiply-add; best of the timings, weights [out, in]")),
                    report.results().stream().map(GemmRun::timing).toList());
        }
    }

    private static BenchReport.Timing timing(GemmBench.Result result) {
        GemmBench.Shape shape = result.shape();
        List<Figure> labels = List.of(
                new Figure.Count("rows", shape.rows()),
                new Figure.Count("out", shape.out()),
                new Figure.Count("in", shape.in()),
                new Figure.Word("product", result.product().name().toLowerCase(Locale.ROOT)));
        double seconds = shape.flops() / (result.gflops() * 1e9);
        return new BenchReport.Timing(labels, shape.rows(), shape.flops(), seconds, List.of());
    }
}
