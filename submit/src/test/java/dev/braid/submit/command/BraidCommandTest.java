package dev.braid.submit.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class BraidCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** A command that fails. */
    @Command(name = "fail")
    static final class Failing implements Callable<Integer> {
        @Override
        public Integer call() {
            throw new IllegalArgumentException("rank is 0,\n must be at least 1");
        }
    }

    private int run(String... args) {
        CommandLine command = BraidCommand.commandLine().addSubcommand(new Failing());
        return command.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    @Test
    void withoutArgumentsItExplainsItself() {
        assertEquals(0, run());
        assertTrue(out.toString().contains("doctor"), out::toString);
        assertEquals("", err.toString());
    }

    @Test
    void wrongUsageIsOneErrorAndCodeTwo() {
        assertEquals(2, run("docter"));
        assertTrue(err.toString().startsWith("braid: error: "), err::toString);
        assertTrue(err.toString().contains("docter"), err::toString);
        assertEquals("", out.toString());
    }

    @Test
    void failureIsOneLineAndCodeOne() {
        assertEquals(1, run("fail"));
        assertEquals(
                "braid: error: rank is 0,; must be at least 1", err.toString().strip());
    }

    @Test
    void debugShowsWhereItCameFrom() {
        assertEquals(1, run("--debug", "fail"));
        assertTrue(err.toString().contains("at dev.braid.submit.command.BraidCommandTest"), err::toString);
    }

    @Test
    void versionNamesBraidAndSpark() {
        assertEquals(0, run("--version"));
        assertTrue(out.toString().startsWith("braid 0.1.0"), out::toString);
        assertFalse(out.toString().contains("${"), out::toString);
    }

    @Test
    void doctorSaysOkOnAMachineThatRunsTheTests() {
        assertEquals(0, run("doctor"), out::toString);
        assertTrue(out.toString().contains("ok      spark     4.2.0"), out::toString);
    }
}
