package dev.braid.jobs.simulate.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.sched.latency.StepLoad;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RooflineCostTest {
    private static final LoraShape LORA = new LoraShape(16, LoraShape.Targets.DOWN_PROJECTION);
    private static final RooflineCost LLAMA_70B =
            new RooflineCost(GpuSpec.A100, new TensorParallel(4), ModelShape.LLAMA_70B, LORA, Efficiency.FLEXLLM);
    private static final double TOLERANCE = 0.05;

    private static double millis(RooflineCost cost, Consumer<StepLoad> work) {
        StepLoad load = new StepLoad();
        work.accept(load);
        return cost.nanos(load) / 1e6;
    }

    /** The published latencies were taken beside 8 decode rows. */
    private static void eightDecodes(StepLoad load) {
        for (int i = 0; i < 8; i++) {
            load.addDecode(512);
        }
    }

    private static void assertNear(double published, double computed, String what) {
        assertEquals(published, computed, TOLERANCE * published, what);
    }

    @Test
    void decodeAloneTakesWhatWasPublished() {
        assertNear(46.5, millis(LLAMA_70B, RooflineCostTest::eightDecodes), "8 decode rows");
    }

    @Test
    void backwardBesideDecodeTakesWhatWasPublished() {
        for (int layers : new int[] {1, 2, 4, 8, 16}) {
            double computed = millis(LLAMA_70B, load -> {
                eightDecodes(load);
                for (int i = 0; i < layers; i++) {
                    load.addBackward(0, 1024);
                }
            });
            assertNear(53 + 5.2 * layers, computed, layers + " layers backward");
        }
    }

    @Test
    void forwardBesideDecodeTakesWhatWasPublished() {
        for (int tokens : new int[] {1, 16, 64, 128, 256, 504}) {
            double computed = millis(LLAMA_70B, load -> {
                eightDecodes(load);
                load.addForward(0, tokens);
            });
            assertNear(59 + 0.28 * tokens, computed, tokens + " tokens forward");
        }
        double most = millis(LLAMA_70B, load -> {
            eightDecodes(load);
            load.addForward(0, 504);
        });
        assertNear(201.6, most, "504 tokens forward");
    }

    @Test
    void neverFallsWhenACountRises() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 2000; i++) {
            RooflineCost cost = randomCost(random);
            StepLoad load = randomLoad(random);
            double before = cost.nanos(load);
            add(load, random);
            double after = cost.nanos(load);
            assertTrue(after >= before, "seed " + seed + ", case " + i + ": " + before + " -> " + after);
        }
    }

    private static RooflineCost randomCost(SplittableRandom random) {
        ModelShape[] models = {ModelShape.LLAMA_8B, ModelShape.LLAMA_70B, ModelShape.QWEN_14B, ModelShape.QWEN_32B};
        GpuSpec[] gpus = {GpuSpec.A100, GpuSpec.H100, GpuSpec.H200, GpuSpec.L4};
        Efficiency[] efficiencies = {Efficiency.FLEXLLM, Efficiency.HOPPER_LIBRARIES, Efficiency.PYTORCH_PEFT};
        return new RooflineCost(
                gpus[random.nextInt(gpus.length)],
                new TensorParallel(1 << random.nextInt(4)),
                models[random.nextInt(models.length)],
                new LoraShape(1 + random.nextInt(64), LoraShape.Targets.values()[random.nextInt(2)]),
                efficiencies[random.nextInt(efficiencies.length)]);
    }

    private static StepLoad randomLoad(SplittableRandom random) {
        StepLoad load = new StepLoad();
        for (int i = random.nextInt(20); i > 0; i--) {
            add(load, random);
        }
        return load;
    }

    private static void add(StepLoad load, SplittableRandom random) {
        int from = random.nextInt(4096);
        int tokens = 1 + random.nextInt(1 << random.nextInt(11));
        switch (random.nextInt(5)) {
            case 0 -> load.addDecode(from + 1);
            case 1 -> load.addPrefill(from, tokens);
            case 2 -> load.addForward(from, tokens);
            case 3 -> load.addHead(tokens);
            default -> load.addBackward(from, tokens);
        }
    }

    @Test
    void longerWindowsAndLaterPositionsNeverCostLess() {
        for (int tokens = 1; tokens < 600; tokens++) {
            int size = tokens;
            assertTrue(millis(LLAMA_70B, load -> load.addPrefill(64, size + 1))
                    >= millis(LLAMA_70B, load -> load.addPrefill(64, size)));
            assertTrue(
                    millis(LLAMA_70B, load -> load.addHead(size + 1)) >= millis(LLAMA_70B, load -> load.addHead(size)));
            assertTrue(millis(LLAMA_70B, load -> load.addBackward(64, size + 1))
                    >= millis(LLAMA_70B, load -> load.addBackward(64, size)));
            assertTrue(millis(LLAMA_70B, load -> load.addBackward(8 * size + 8, 64))
                    > millis(LLAMA_70B, load -> load.addBackward(8 * size, 64)));
        }
    }

    @Test
    void rowsOfAllKindsShareOneReadOfTheWeights() {
        RooflineCost cost = new RooflineCost(
                GpuSpec.H200, new TensorParallel(1), ModelShape.LLAMA_8B, LORA, Efficiency.HOPPER_LIBRARIES);
        double decode = millis(cost, load -> load.addDecode(100));
        double forward = millis(cost, load -> load.addForward(0, 32));
        double both = millis(cost, load -> {
            load.addDecode(100);
            load.addForward(0, 32);
        });
        assertTrue(both < 0.6 * (decode + forward), both + " of " + decode + " + " + forward);
        // 15.0 GB of weights at 4.3 TB/s take 3.5 ms.
        assertTrue(decode > 3.4 && decode < 5, "decode takes " + decode + " ms");
    }

    @Test
    void manyTokensReachTheStatedFractionOfPeak() {
        int tokens = 1 << 16;
        double perGpu = 2.0 * ModelShape.LLAMA_8B.layerWeights() * tokens;
        RooflineCost peft = new RooflineCost(
                GpuSpec.A100, new TensorParallel(1), ModelShape.LLAMA_8B, LORA, Efficiency.PYTORCH_PEFT);
        double millis = millis(peft, load -> {
            for (int i = 0; i < tokens / 256; i++) {
                load.addBackward(0, 256);
            }
        });
        // Beside the frozen base's matrices: attention, 1.2%, and the LoRA, 0.3%.
        assertEquals(0.62, perGpu / (millis * 1e-3) / 312e12, 0.02);
    }

    @Test
    void fourGpusAreFasterThanOneButPayForTheirLink() {
        Consumer<StepLoad> work = load -> load.addPrefill(0, 2048);
        double one = millis(
                new RooflineCost(
                        GpuSpec.H100, new TensorParallel(1), ModelShape.QWEN_32B, LORA, Efficiency.HOPPER_LIBRARIES),
                work);
        double four = millis(
                new RooflineCost(
                        GpuSpec.H100, new TensorParallel(4), ModelShape.QWEN_32B, LORA, Efficiency.HOPPER_LIBRARIES),
                work);
        assertTrue(four < one && four > one / 4, one + " -> " + four);
    }

    @Test
    void nothingTakesNoTime() {
        assertEquals(0, LLAMA_70B.nanos(new StepLoad()));
    }

    @Test
    void sizesAreThoseOfTheModels() {
        assertEquals(16.06e9, ModelShape.byName("llama-3.1-8b").weightBytes(), 0.01e9);
        assertEquals(141.1e9, ModelShape.byName("llama-3.1-70b").weightBytes(), 0.1e9);
        assertEquals(29.5e9, ModelShape.byName("qwen2.5-14b").weightBytes(), 0.1e9);
        assertEquals(65.5e9, ModelShape.byName("qwen2.5-32b").weightBytes(), 0.1e9);
        assertEquals(128 * 1024, ModelShape.LLAMA_8B.kvBytesPerToken());
        assertEquals(16 * (14336 + 4096), LORA.layerWeights(ModelShape.LLAMA_8B));
        // Of r = 16 on all linears Llama-3.1-8B is known to train 41,943,040 weights.
        assertEquals(
                41_943_040, 32 * new LoraShape(16, LoraShape.Targets.ALL_LINEARS).layerWeights(ModelShape.LLAMA_8B));
        assertEquals(GpuSpec.H200, GpuSpec.byName("h200-sxm"));
    }

    @Test
    void refusesWhatCannotBe() {
        refused("gpu is 'v100', must be one of a100", () -> GpuSpec.byName("v100"));
        refused("model is 'gpt-2', must be one of llama", () -> ModelShape.byName("gpt-2"));
        refused("heads is 10", () -> new ModelShape("x", 1, 8, 10, 4, 8, 8, 8));
        refused("degree is 0", () -> new TensorParallel(0));
        refused(
                "degree is 3, must divide the 8",
                () -> new RooflineCost(
                        GpuSpec.A100, new TensorParallel(3), ModelShape.LLAMA_8B, LORA, Efficiency.FLEXLLM));
        refused("gemm is 1.2", () -> new Efficiency(1.2, 1, 1, 1, 1, Overheads.NONE));
        refused("window is -1.0", () -> new Overheads(0, 0, 0, 0, -1));
    }

    private static void refused(String message, Runnable action) {
        var error = assertThrows(IllegalArgumentException.class, action::run);
        assertTrue(error.getMessage().contains(message), error.getMessage());
    }
}
