package dev.braid.jobs.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Moments of the processes. Tolerances are four standard deviations of the estimate, from fixed seeds. */
class ArrivalProcessTest {
    private static final double SECONDS = 20_000;

    private static double[] times(ArrivalProcess process, long seed) {
        double[] times = process.times(SECONDS, new SplittableRandom(seed));
        for (int i = 0; i < times.length; i++) {
            assertTrue(times[i] >= (i == 0 ? 0 : times[i - 1]) && times[i] < SECONDS, process + " at " + times[i]);
        }
        return times;
    }

    private static double[] gaps(double[] times) {
        double[] gaps = new double[times.length - 1];
        Arrays.setAll(gaps, i -> times[i + 1] - times[i]);
        return gaps;
    }

    private static double cv(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
        return Math.sqrt(variance) / mean;
    }

    private static long countIn(double[] times, double from, double to) {
        return Arrays.stream(times).filter(at -> at >= from && at < to).count();
    }

    /** A Poisson count has the standard deviation of its root. */
    private static void assertCount(double expected, long count, String what) {
        assertEquals(expected, count, 4 * Math.sqrt(expected), what);
    }

    @Test
    void poissonHasItsRateAndExponentialGaps() {
        double[] times = times(new ArrivalProcess.Poisson(5), 1);
        assertCount(5 * SECONDS, times.length, "arrivals");
        assertEquals(1, cv(gaps(times)), 0.02);
    }

    @Test
    void gammaBurstsHaveTheirRateAndCoefficientOfVariation() {
        for (double cv : new double[] {0.25, 1, 2, 4}) {
            double[] times = times(new ArrivalProcess.GammaBursts(5, cv), 2);
            double n = 5 * SECONDS;
            assertEquals(n, times.length, 4 * cv * Math.sqrt(n), "arrivals at cv " + cv);
            assertEquals(cv, cv(gaps(times)), 0.04 * cv, "cv " + cv);
        }
    }

    @Test
    void gammaBurstsHaveTheirRateFromTheFirstSecondOn() {
        ArrivalProcess bursts = new ArrivalProcess.GammaBursts(5, 4);
        SplittableRandom random = new SplittableRandom(3);
        int runs = 40_000;
        long arrivals = 0;
        long squares = 0;
        for (int i = 0; i < runs; i++) {
            int count = bursts.times(1, random).length;
            arrivals += count;
            squares += (long) count * count;
        }
        double mean = (double) arrivals / runs;
        double deviation = Math.sqrt(((double) squares / runs - mean * mean) / runs);
        // An ordinary renewal process, one that begins with an arrival, would have 12 here.
        assertEquals(5, mean, 4 * deviation);
    }

    @Test
    void rampRisesLinearly() {
        double[] times = times(new ArrivalProcess.Ramp(0, 10), 4);
        for (int quarter = 0; quarter < 4; quarter++) {
            double expected = SECONDS / 4 * 10 * (quarter + 0.5) / 4;
            long count = countIn(times, quarter * SECONDS / 4, (quarter + 1) * SECONDS / 4);
            assertCount(expected, count, "quarter " + quarter);
        }
        double[] falling = times(new ArrivalProcess.Ramp(10, 0), 4);
        assertTrue(countIn(falling, 0, SECONDS / 2) > 2 * countIn(falling, SECONDS / 2, SECONDS));
    }

    @Test
    void dayHasItsTroughAtNightAndItsPeakInTheAfternoon() {
        ArrivalProcess.Day day = new ArrivalProcess.Day(2, 10);
        assertEquals(10, day.rate(14.0 / 24), 1e-12);
        assertEquals(2, day.rate(2.0 / 24), 1e-12);
        double[] times = times(day, 5);
        assertCount(6 * SECONDS, times.length, "arrivals");
        for (int hour = 0; hour < 24; hour++) {
            double expected = SECONDS / 24 * day.rate((hour + 0.5) / 24);
            long count = countIn(times, hour * SECONDS / 24, (hour + 1) * SECONDS / 24);
            assertEquals(expected, count, 4 * Math.sqrt(expected) + 0.01 * expected, "hour " + hour);
        }
    }

    @Test
    void theSameSeedGivesTheSameTimes() {
        List<ArrivalProcess> all = List.of(
                new ArrivalProcess.Poisson(2),
                new ArrivalProcess.GammaBursts(2, 3),
                new ArrivalProcess.Ramp(1, 3),
                new ArrivalProcess.Day(1, 3));
        for (ArrivalProcess process : all) {
            assertArrayEquals(times(process, 6), times(process, 6), process.toString());
        }
    }

    @Test
    void refusesRatesThatAreNone() {
        assertThrows(IllegalArgumentException.class, () -> new ArrivalProcess.Poisson(0));
        assertThrows(IllegalArgumentException.class, () -> new ArrivalProcess.GammaBursts(1, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new ArrivalProcess.Ramp(0, 0));
        assertThrows(IllegalArgumentException.class, () -> new ArrivalProcess.Ramp(-1, 2));
        var error = assertThrows(IllegalArgumentException.class, () -> new ArrivalProcess.Day(3, 2));
        assertTrue(error.getMessage().contains("troughRate is 3.0"), error.getMessage());
    }
}
