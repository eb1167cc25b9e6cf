package dev.braid.jobs.bench;

import dev.braid.jobs.trace.Lengths;
import dev.braid.jobs.trace.Trace;
import dev.braid.jobs.trace.TraceCsv;
import dev.braid.jobs.trace.TraceGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/** Where requests come from: a load for each rate. */
public sealed interface Workload {
    /** In a few words, without the rate. */
    String words();

    /**
     * The load at a rate.
     *
     * @param requestsPerSecond in all; empty for the workload's own rate
     * @throws IllegalArgumentException when it has no rate of its own, or no request comes
     */
    Load at(OptionalDouble requestsPerSecond);

    /**
     * Requests of a certain rate.
     *
     * @param name of the workload, the same at all rates
     */
    record Load(String name, double requestsPerSecond, Trace trace) {
        public Load {
            if (trace.isEmpty()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s: no request comes in %.1f s at %.3g requests/s; raise rate or seconds",
                        name,
                        trace.seconds(),
                        requestsPerSecond));
            }
        }
    }

    /**
     * Drawn anew for each rate from the same seed.
     *
     * @param cv coefficient of variation of gaps between bursts of requests
     * @param seconds that arrivals go on
     */
    record Generated(Arrivals arrivals, double cv, Lengths prompts, Lengths outputs, double seconds, long seed)
            implements Workload {
        private static final double PROMPT_SIGMA = 1.0;
        private static final int PROMPT_MAX = 4096;
        private static final double OUTPUT_SIGMA = 0.8;
        private static final int OUTPUT_MAX = 2048;

        /** With the shape of chats: log-normal lengths of long tails. */
        public static Generated chats(
                Arrivals arrivals, double cv, double promptMean, double outputMean, double seconds, long seed) {
            return new Generated(
                    arrivals,
                    cv,
                    new Lengths(promptMean, PROMPT_SIGMA, PROMPT_MAX),
                    new Lengths(outputMean, OUTPUT_SIGMA, OUTPUT_MAX),
                    seconds,
                    seed);
        }

        private String name() {
            String law = arrivals.name().toLowerCase(Locale.ROOT);
            return arrivals == Arrivals.GAMMA ? law + " cv " + cv : law;
        }

        @Override
        public String words() {
            return String.format(
                    Locale.ROOT,
                    "%s arrivals over %.0f s, prompts log-normal of mean %.0f, outputs of mean %.0f, seed %d",
                    name(),
                    seconds,
                    prompts.mean(),
                    outputs.mean(),
                    seed);
        }

        @Override
        public Load at(OptionalDouble requestsPerSecond) {
            double rate = requestsPerSecond.orElseThrow(
                    () -> new IllegalArgumentException("a generated load has no rate of its own; give one"));
            TraceGenerator generator = new TraceGenerator(arrivals.process(rate, cv), prompts, outputs);
            return new Load(name(), rate, generator.generate(seconds, new SplittableRandom(seed)));
        }
    }

    /**
     * Read from a file, squeezed or stretched in time to the rate, then cut.
     *
     * @param seconds after which it is cut; empty to play all of it
     */
    record Recorded(String name, Trace trace, OptionalDouble seconds) implements Workload {
        public static Recorded read(Path file, OptionalDouble seconds) throws IOException {
            return new Recorded(
                    file.getFileName().toString(), TraceCsv.read(file).trace(), seconds);
        }

        @Override
        public String words() {
            return "trace " + name + " of " + trace.arrivals().size() + " requests";
        }

        @Override
        public Load at(OptionalDouble requestsPerSecond) {
            if (trace.isEmpty() || trace.seconds() == 0) {
                throw new IllegalArgumentException(
                        "trace " + name + " has " + trace.arrivals().size() + " requests in " + trace.seconds()
                                + " s, which is no rate; it must have at least two at different times");
            }
            Trace scaled = requestsPerSecond.isPresent() ? trace.scaledTo(requestsPerSecond.getAsDouble()) : trace;
            Trace cut = seconds.isPresent() && seconds.getAsDouble() < scaled.seconds()
                    ? scaled.slice(0, seconds.getAsDouble())
                    : scaled;
            return new Load(name, requestsPerSecond.orElseGet(scaled::requestsPerSecond), cut);
        }
    }
}
