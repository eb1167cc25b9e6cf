package dev.braid.jobs;

import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs benchmarks when it is asked for by name, as CONTRIBUTING.md says; not one of the tests of a build. */
class Benchmarks {
    @Test
    void run() throws RunnerException {
        String names = System.getProperty("braid.benchmarks", ".*");
        assertFalse(
                new Runner(new OptionsBuilder()
                                .include(names)
                                .addProfiler(GCProfiler.class)
                                .shouldFailOnError(true)
                                .build())
                        .run()
                        .isEmpty(),
                "no benchmark is called " + names);
    }
}
