package dev.braid.submit.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.submit.command.BraidCommand;
import java.io.PrintWriter;
import java.io.StringWriter;

/** The command line, run in this process. */
final class Command {
    private Command() {}

    /**
     * Demands that a command fails as a user should see it: exit code 1, nothing on standard output, and one line on
     * standard error that has all these parts.
     */
    static void assertRefused(String[] args, String... parts) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = BraidCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
        assertEquals(1, exit, err::toString);
        assertEquals("", out.toString());
        assertOneLine(err.toString(), parts);
    }

    static void assertOneLine(String err, String... parts) {
        assertTrue(err.startsWith("braid: error: "), err);
        assertEquals(1, err.strip().lines().count(), err);
        for (String part : parts) {
            assertTrue(err.contains(part), () -> "expected \"" + part + "\" in: " + err);
        }
    }
}
