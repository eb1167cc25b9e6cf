package dev.braid.ops.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.ops.device.CpuDevice;
import dev.braid.ops.device.CpuStream;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.testing.EveryWay;
import dev.braid.ops.testing.Operands;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The sampler against a reference that sorts everything and works in f64. */
class SamplerTest {
    private static SamplingParams random(Random random) {
        return new SamplingParams(
                random.nextInt(4) == 0 ? 0 : random.nextFloat(0.2f, 3),
                random.nextBoolean() ? 0 : 1 + random.nextInt(300),
                random.nextBoolean() ? 1 : random.nextFloat(0.05f, 1),
                random.nextBoolean() ? 0 : random.nextFloat(0, 0.5f),
                random.nextBoolean() ? 1 : random.nextFloat(0.5f, 2),
                random.nextLong(),
                random.nextInt(22) - 1);
    }

    private static Sampled output(Operands operands, int rows) {
        return new Sampled(
                operands.ints(new int[rows]),
                operands.poisoned(rows, 1),
                operands.ints(new int[rows * Sampled.MAX_TOP]),
                operands.poisoned(rows, Sampled.MAX_TOP));
    }

    @Test
    void choosesWhatTheReferenceChooses() {
        EveryWay.run(60, operands -> {
            Random random = operands.random();
            int vocabulary = 1 + random.nextInt(random.nextBoolean() ? 40 : 2000);
            int count = 1 + random.nextInt(5);
            Matrix logits = operands.matrix(count, vocabulary, 3);
            List<SamplingRow> rows = new ArrayList<>();
            for (int r = 0; r < count; r++) {
                int[] history = random.ints(random.nextInt(20), 0, vocabulary).toArray();
                rows.add(new SamplingRow(random(random), random.nextInt(5000), operands.ints(history)));
            }
            Sampled out = output(operands, count);
            operands.run(stream -> new SamplerCpu(operands.device().pool()).sample(stream, logits, rows, out));
            for (int r = 0; r < count; r++) {
                requireChosen(operands, logits, rows.get(r), r, out.token().get(r));
                requireLogProbabilities(operands, logits, rows.get(r).params().logprobs(), r, out);
            }
        });
    }

    private static void requireChosen(Operands operands, Matrix logits, SamplingRow row, int r, int token) {
        double[] adjusted = adjusted(logits, row, r);
        List<Integer> order = order(adjusted);
        if (row.params().temperature() == 0) {
            assertEquals(order.get(0), token, operands.name());
            return;
        }
        TreeMap<Integer, Double> kept = kept(adjusted, order, row.params());
        double whole = kept.values().stream().mapToDouble(x -> x).sum();
        double uniform = TokenDraw.uniform(row.params().seed(), row.position());
        double before =
                kept.headMap(token).values().stream().mapToDouble(x -> x).sum() / whole;
        double upTo = before + kept.getOrDefault(token, 0.0) / whole;
        assertTrue(
                kept.containsKey(token) && before <= uniform + 1e-5 && uniform - 1e-5 <= upTo,
                () -> "token " + token + " covers [" + before + ", " + upTo + "), the draw is " + uniform + "; "
                        + row.params() + "; " + operands.name());
    }

    private static double[] adjusted(Matrix logits, SamplingRow row, int r) {
        double[] adjusted = new double[logits.cols()];
        for (int i = 0; i < adjusted.length; i++) {
            adjusted[i] = logits.get(r, i);
        }
        float penalty = row.params().repetitionPenalty();
        IntStream.range(0, row.history().count())
                .map(row.history()::get)
                .distinct()
                .forEach(id -> {
                    float plain = logits.get(r, id);
                    adjusted[id] = plain > 0 ? plain / penalty : plain * penalty;
                });
        return adjusted;
    }

    private static List<Integer> order(double[] values) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -values[i]).thenComparing(i -> i))
                .toList();
    }

    private static TreeMap<Integer, Double> kept(double[] logits, List<Integer> order, SamplingParams params) {
        int k = params.topK() == 0 ? logits.length : Math.min(params.topK(), logits.length);
        double max = logits[order.get(0)];
        double[] weight = order.stream()
                .limit(k)
                .mapToDouble(i -> StrictMath.exp((logits[i] - max) / params.temperature()))
                .toArray();
        double target = params.topP()
                * IntStream.range(0, k).mapToDouble(i -> weight[i]).sum();
        TreeMap<Integer, Double> kept = new TreeMap<>();
        double reached = 0;
        for (int i = 0; i < k && (i == 0 || reached < target); i++) {
            reached += weight[i];
            if (weight[i] >= params.minP()) {
                kept.put(order.get(i), weight[i]);
            }
        }
        return kept;
    }

    private static void requireLogProbabilities(Operands operands, Matrix logits, int asked, int r, Sampled out) {
        double[] plain = new double[logits.cols()];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = logits.get(r, i);
        }
        List<Integer> order = order(plain);
        double sum = 0;
        for (double logit : plain) {
            sum += StrictMath.exp(logit);
        }
        for (int i = 0; i < Sampled.MAX_TOP; i++) {
            int id = out.topToken().get(r * Sampled.MAX_TOP + i);
            if (i < asked && i < plain.length) {
                assertEquals(order.get(i), id, operands.name());
                operands.requireClose(
                        "top log-probability",
                        plain[id] - StrictMath.log(sum),
                        out.topLogprob().get(r, i),
                        1e-6);
            } else {
                assertEquals(-1, id, operands.name());
                assertTrue(Float.isNaN(out.topLogprob().get(r, i)), operands.name());
            }
        }
        float chosen = out.logprob().get(r, 0);
        if (asked < 0) {
            assertTrue(Float.isNaN(chosen), operands.name());
        } else {
            operands.requireClose("log-probability", plain[out.token().get(r)] - StrictMath.log(sum), chosen, 1e-6);
        }
    }

    @Test
    void drawsFollowTheDistribution() {
        try (CpuDevice device = new CpuDevice(1);
                Operands operands = new Operands(device, CpuStream.Mode.IMMEDIATE, System.nanoTime())) {
            int draws = 40_000;
            Matrix logits = operands.matrix(1, 5);
            Ints none = operands.ints();
            Sampled out = output(operands, 1);
            SamplerCpu sampler = new SamplerCpu(device.pool());
            int[] counts = new int[5];
            SamplingParams params =
                    new SamplingParams(1, 0, 1, 0, 1, operands.random().nextLong(), -1);
            for (int position = 0; position < draws; position++) {
                sampler.sample(device.stream(), logits, List.of(new SamplingRow(params, position, none)), out);
                counts[out.token().get(0)]++;
            }
            double sum = IntStream.range(0, 5)
                    .mapToDouble(i -> StrictMath.exp(logits.get(0, i)))
                    .sum();
            for (int i = 0; i < 5; i++) {
                double p = StrictMath.exp(logits.get(0, i)) / sum;
                double deviation = Math.sqrt(p * (1 - p) / draws);
                assertTrue(
                        Math.abs(counts[i] / (double) draws - p) < 6 * deviation,
                        "token " + i + " of probability " + p + " came " + counts[i] + " times; " + operands.name());
            }
        }
    }

    @Test
    void amongEqualMaximaTheLowestIdWins() {
        assertEquals(1, sampleOne(SamplingParams.greedy(), 0, 2, -1, 2, 2));
        assertEquals(0, sampleOne(SamplingParams.greedy(), 0, 0, 0));
    }

    @Test
    void aDrawFallsOnTheOnlyTokenThatIsPossible() {
        float never = Float.NEGATIVE_INFINITY;
        SamplingParams params = new SamplingParams(100, 0, 1, 0, 1, 3, -1);
        assertEquals(2, sampleOne(params, never, never, -5, never));
    }

    @Test
    void logitsThatAreNoNumbersAreRefused() {
        IllegalStateException nan =
                assertThrows(IllegalStateException.class, () -> sampleOne(SamplingParams.greedy(), 0, Float.NaN));
        assertTrue(nan.getMessage().contains("logits[0, 1] is NaN"), nan.getMessage());
        assertThrows(IllegalStateException.class, () -> sampleOne(SamplingParams.greedy(), Float.POSITIVE_INFINITY, 0));
        assertThrows(IllegalStateException.class, () -> sampleOne(SamplingParams.greedy(), Float.NEGATIVE_INFINITY));
    }

    @Test
    void aWrongShapeIsNamed() {
        try (CpuDevice device = new CpuDevice(1);
                Operands operands = new Operands(device, CpuStream.Mode.IMMEDIATE, 1)) {
            SamplingRow row = new SamplingRow(SamplingParams.greedy(), 0, operands.ints());
            IllegalArgumentException error = assertThrows(
                    IllegalArgumentException.class,
                    () -> new SamplerCpu(device.pool())
                            .sample(device.stream(), operands.matrix(2, 3), List.of(row), output(operands, 1)));
            assertTrue(error.getMessage().startsWith("logits is [2, 3], expected [1, 3]"), error.getMessage());
        }
    }

    private static int sampleOne(SamplingParams params, float... logits) {
        try (CpuDevice device = new CpuDevice(1);
                Operands operands = new Operands(device, CpuStream.Mode.IMMEDIATE, 1)) {
            Matrix row = operands.poisoned(1, logits.length);
            for (int i = 0; i < logits.length; i++) {
                row.set(0, i, logits[i]);
            }
            Sampled out = output(operands, 1);
            new SamplerCpu(device.pool())
                    .sample(device.stream(), row, List.of(new SamplingRow(params, 0, operands.ints())), out);
            return out.token().get(0);
        }
    }
}
