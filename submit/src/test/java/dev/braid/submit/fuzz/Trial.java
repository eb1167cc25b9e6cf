package dev.braid.submit.fuzz;

import com.sun.management.ThreadMXBean;
import dev.braid.submit.fuzz.Verdict.Ending;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;

/** One input given to a target, with the memory that the thread allocates for it measured. */
final class Trial {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    Verdict of(Target target, byte[] input) {
        long bytesBefore = threads.getCurrentThreadAllocatedBytes();
        long begin = System.nanoTime();
        Throwable thrown = thrown(target, input.clone());
        long nanos = System.nanoTime() - begin;
        long bytes = threads.getCurrentThreadAllocatedBytes() - bytesBefore;
        if (bytes > target.allocationBound(input)) {
            String detail = "allocated " + bytes + " bytes for an input of " + input.length + ", bound "
                    + target.allocationBound(input) + (thrown == null ? "" : "; " + trace(thrown));
            return new Verdict(Ending.BUG, detail, nanos, bytes);
        }
        if (thrown == null) {
            return new Verdict(Ending.ACCEPTED, "", nanos, bytes);
        }
        boolean refused = target.documents(thrown)
                && thrown.getMessage() != null
                && !thrown.getMessage().isBlank();
        return refused
                ? new Verdict(Ending.REFUSED, thrown.getMessage(), nanos, bytes)
                : new Verdict(Ending.BUG, trace(thrown), nanos, bytes);
    }

    private static Throwable thrown(Target target, byte[] input) {
        try {
            target.reader().read(input);
            return null;
        } catch (Throwable e) {
            // Errors are what is looked for: a stack that overflows or memory that ends is a bug of the reader.
            return e;
        }
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString().lines().limit(30).reduce("", (all, line) -> all + line + "\n");
    }
}
