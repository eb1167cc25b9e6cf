package dev.braid.submit.fuzz;

import java.util.List;
import java.util.Set;

/**
 * Something that reads bytes from outside.
 *
 * @param seeds valid inputs
 * @param refusals what it throws when it refuses an input; anything else is a bug
 * @param weight inputs relative to other targets
 */
record FuzzTarget(
        String name, List<byte[]> seeds, Reader reader, Set<Class<? extends Exception>> refusals, int weight) {
    /** Reads an input. */
    interface Reader {
        void read(byte[] input) throws Exception;
    }

    /** Whether it accepted the input; throws what it may not throw. */
    Verdict judge(byte[] input) throws Throwable {
        try {
            reader.read(input);
            return Verdict.ACCEPTED;
        } catch (Throwable e) {
            if (refusals.stream().anyMatch(refusal -> refusal.isInstance(e))) {
                return Verdict.REFUSED;
            }
            throw e;
        }
    }

    enum Verdict {
        ACCEPTED,
        REFUSED
    }
}
