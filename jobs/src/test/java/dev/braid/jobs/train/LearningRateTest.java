package dev.braid.jobs.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class LearningRateTest {
    @Test
    void risesToThePeakAndFallsAsACosine() {
        LearningRate rate = LearningRate.withWarmupRatio(2, LearningRate.Course.COSINE, 0.1, 40);
        assertEquals(0.5, rate.at(1));
        assertEquals(2, rate.at(4));
        assertEquals(2, rate.at(5));
        assertEquals(1, rate.at(23), 1e-12);
        assertEquals(1 + StrictMath.cos(Math.PI * 35 / 36), rate.at(40), 1e-12);
    }

    @Test
    void fallsAsALineOrStays() {
        LearningRate line = new LearningRate(2, LearningRate.Course.LINEAR, 0, 4);
        assertEquals(2, line.at(1));
        assertEquals(1.5, line.at(2));
        assertEquals(0.5, line.at(4));
        assertEquals(2, new LearningRate(2, LearningRate.Course.CONSTANT, 1, 4).at(4));
    }

    @Test
    void refusesAWarmUpLongerThanTheRun() {
        Exception refused = assertThrows(
                IllegalArgumentException.class, () -> new LearningRate(1, LearningRate.Course.LINEAR, 5, 4));
        assertEquals("warmupSteps is 5 of 4 steps, must be from 0 to all of them", refused.getMessage());
    }
}
