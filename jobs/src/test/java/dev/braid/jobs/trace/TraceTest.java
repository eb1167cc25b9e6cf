package dev.braid.jobs.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

class TraceTest {
    private static final TraceGenerator GENERATOR = new TraceGenerator(
            new ArrivalProcess.Poisson(10), new Lengths(500, 0.9, 8192), new Lengths(250, 0.6, 4096));

    private static void refused(String message, Runnable action) {
        var error = assertThrows(RuntimeException.class, action::run);
        assertTrue(error.getMessage().contains(message), error.getMessage());
    }

    private static void assertMean(double expected, double sigma, Trace trace, ToIntFunction<Arrival> length) {
        double mean = trace.arrivals().stream().mapToInt(length).average().orElseThrow();
        double deviation = expected
                * Math.sqrt((Math.exp(sigma * sigma) - 1) / trace.arrivals().size());
        // Clipping takes less than 0.3% off the mean at these bounds.
        assertEquals(expected, mean, 4 * deviation + 0.003 * expected);
    }

    @Test
    void generatedLengthsHaveTheirMeans() {
        Trace trace = GENERATOR.generate(10_000, new SplittableRandom(7));
        assertMean(500, 0.9, trace, Arrival::promptTokens);
        assertMean(250, 0.6, trace, Arrival::outputTokens);
        assertEquals(10, trace.requestsPerSecond(), 4 * Math.sqrt(100_000) / 10_000);
        assertEquals(trace, GENERATOR.generate(10_000, new SplittableRandom(7)));
    }

    @Test
    void lengthsAreClippedAtBothEnds() {
        SplittableRandom random = new SplittableRandom(8);
        Lengths lengths = new Lengths(4, 2, 16);
        boolean shortest = false;
        boolean longest = false;
        for (int i = 0; i < 2000; i++) {
            int length = lengths.draw(random);
            assertTrue(length >= 1 && length <= 16);
            shortest |= length == 1;
            longest |= length == 16;
        }
        assertTrue(shortest && longest);
        assertEquals(77, new Lengths(77, 0, 100).draw(random));
    }

    @Test
    void scalingChangesTheRateAndNothingElse() {
        Trace trace = GENERATOR.generate(600, new SplittableRandom(9));
        Trace scaled = trace.scaledTo(2.5);
        assertEquals(2.5, scaled.requestsPerSecond(), 1e-9);
        assertEquals(trace.arrivals().size(), scaled.arrivals().size());
        double factor = scaled.seconds() / trace.seconds();
        for (int i = 0; i < trace.arrivals().size(); i++) {
            Arrival before = trace.arrivals().get(i);
            Arrival after = scaled.arrivals().get(i);
            assertEquals(before.seconds() * factor, after.seconds(), 1e-9);
            assertEquals(before.promptTokens(), after.promptTokens());
            assertEquals(before.outputTokens(), after.outputTokens());
        }
        assertEquals(trace.promptTokens(), scaled.promptTokens());
    }

    @Test
    void slicesPartitionATrace() {
        Trace trace = GENERATOR.generate(90, new SplittableRandom(10));
        int arrivals = 0;
        long output = 0;
        for (int i = 0; i < 3; i++) {
            Trace slice = trace.slice(30 * i, 30);
            assertEquals(30, slice.seconds());
            arrivals += slice.arrivals().size();
            output += slice.outputTokens();
        }
        assertEquals(trace.arrivals().size(), arrivals);
        assertEquals(trace.outputTokens(), output);
        Trace middle = new Trace(10, List.of(new Arrival(4, 1, 1), new Arrival(6, 2, 2))).slice(4, 2);
        assertEquals(new Trace(2, List.of(new Arrival(0, 1, 1))), middle, "the end is exclusive");
    }

    @Test
    void refusesWhatIsNoTrace() {
        refused("promptTokens is 0", () -> new Arrival(0, 0, 1));
        refused("outputTokens is -1", () -> new Arrival(0, 1, -1));
        refused("seconds is NaN", () -> new Arrival(Double.NaN, 1, 1));
        refused("arrival 1 is at 1.0", () -> new Trace(9, List.of(new Arrival(2, 1, 1), new Arrival(1, 1, 1))));
        refused("last arrival is at 2.0", () -> new Trace(1, List.of(new Arrival(2, 1, 1))));
        Trace trace = new Trace(10, List.of(new Arrival(2, 1, 1)));
        refused("requestsPerSecond is 0.0", () -> trace.scaledTo(0));
        refused("slice [5.0, 11.0)", () -> trace.slice(5, 6));
        refused("without arrivals", () -> new Trace(10, List.of()).scaledTo(1));
        refused("0 s has no rate", () -> new Trace(0, List.of(new Arrival(0, 1, 1))).requestsPerSecond());
    }
}
