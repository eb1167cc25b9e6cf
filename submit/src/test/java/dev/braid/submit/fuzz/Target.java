package dev.braid.submit.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A reader of outside input under test.
 *
 * @param name also of its corpus folder: words of a-z with hyphens
 * @param seeds valid inputs, which mutations start from
 * @param refusals the exceptions that it documents; other exceptions and all errors are bugs
 * @param fixedBytes most that reading may allocate, beside {@link #BYTES_PER_BYTE} for each byte of input
 */
record Target(
        String name, List<byte[]> seeds, Reader reader, Set<Class<? extends Exception>> refusals, long fixedBytes) {
    private static final long USUAL_FIXED_BYTES = 64L << 20;
    private static final int BYTES_PER_BYTE = 256;

    /** Reads one input to its end; a refusal is an exception. */
    @FunctionalInterface
    interface Reader {
        void read(byte[] input) throws Exception;
    }

    Target {
        seeds = List.copyOf(seeds);
        refusals = Set.copyOf(refusals);
    }

    @SafeVarargs
    static Target of(String name, List<byte[]> seeds, Reader reader, Class<? extends Exception>... refusals) {
        return new Target(name, seeds, reader, Set.of(refusals), USUAL_FIXED_BYTES);
    }

    /** A target that has a budget of memory by its documentation. */
    @SafeVarargs
    static Target allocating(
            long fixedBytes, String name, List<byte[]> seeds, Reader reader, Class<? extends Exception>... refusals) {
        return new Target(name, seeds, reader, Set.of(refusals), fixedBytes);
    }

    static List<byte[]> texts(String... seeds) {
        return Stream.of(seeds)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /** Whether the exception is one that the reader documents: its very class, so that no bare subclass slips through. */
    boolean documents(Throwable thrown) {
        boolean readsFiles = refusals.contains(IOException.class) && thrown instanceof IOException;
        return refusals.contains(thrown.getClass()) || readsFiles;
    }

    /** Most bytes that reading {@code input} may allocate. */
    long allocationBound(byte[] input) {
        return fixedBytes + (long) BYTES_PER_BYTE * input.length;
    }
}
