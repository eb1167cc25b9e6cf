package dev.braid.jobs.simulate.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.trace.Arrival;
import dev.braid.jobs.trace.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundsTest {
    @Test
    void timeSlicingLeavesWhatInferenceLeaves() {
        assertEquals(2000, Bounds.idealTimeSlicing(2000, 0));
        assertEquals(500, Bounds.idealTimeSlicing(2000, 0.75));
        assertEquals(0, Bounds.idealTimeSlicing(2000, 1));
        assertThrows(IllegalArgumentException.class, () -> Bounds.idealTimeSlicing(2000, 1.01));
        assertThrows(IllegalArgumentException.class, () -> Bounds.idealTimeSlicing(-1, 0));
    }

    @Test
    void anOverloadLeavesNothing() {
        assertEquals(1500, Bounds.idealRoofline(2000, 0.25));
        assertEquals(0, Bounds.idealRoofline(2000, 3));
        assertThrows(IllegalArgumentException.class, () -> Bounds.idealRoofline(2000, Double.NaN));
    }

    @Test
    void demandCountsEachRowAndKeyOnce() {
        // A prompt of 10 and 3 outputs: decode rows see 11 and 12 keys.
        Trace trace = new Trace(2, List.of(new Arrival(0, 10, 3), new Arrival(1, 5, 1)));
        assertEquals(new InferenceDemand(17 / 2.0, 4 / 2.0, 23 / 2.0), InferenceDemand.of(trace));
    }

    @Test
    void theShareIsOperationsOverRateAndBytesOverBandwidth() {
        Efficiency perfect = new Efficiency(1, 1, 0, 1, 1, Overheads.NONE);
        RooflineCost cost = new RooflineCost(
                GpuSpec.A100,
                new TensorParallel(1),
                ModelShape.LLAMA_8B,
                new LoraShape(16, LoraShape.Targets.DOWN_PROJECTION),
                perfect);
        // 1000 rows of 14.0 GFLOP in the layers and 0.02 in the LoRA at 312 TFLOP/s.
        assertEquals(0.0448, Bounds.rooflineShare(cost, new InferenceDemand(1000, 0, 0)), 0.0001);
        // 1000 rows of 1.05 GFLOP in the head.
        assertEquals(0.00337, Bounds.rooflineShare(cost, new InferenceDemand(0, 1000, 0)), 0.00001);
        // A million keys of 128 KiB at 2.039 TB/s.
        assertEquals(0.06428, Bounds.rooflineShare(cost, new InferenceDemand(0, 0, 1e6)), 0.0001);
    }

    @Test
    void sharingTheWeightsCostsLessThanDecodingAlone() {
        RooflineCost cost = new RooflineCost(
                GpuSpec.A100,
                new TensorParallel(1),
                ModelShape.LLAMA_8B,
                new LoraShape(16, LoraShape.Targets.DOWN_PROJECTION),
                Efficiency.FLEXLLM);
        double shared = cost.layersNanosPerRow(Bounds.SHARED_ROWS);
        assertTrue(shared < cost.layersNanosPerRow(8) / 4, shared + " ns");
    }
}
