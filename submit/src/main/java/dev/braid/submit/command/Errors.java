package dev.braid.submit.command;

import dev.braid.jobs.main.ExitCode;
import java.io.PrintWriter;
import picocli.CommandLine;

/** How errors are shown: one line on standard error, and an exit code. */
final class Errors {
    /** How much is shown. */
    enum Detail {
        MESSAGE,
        STACK_TRACE
    }

    private Errors() {}

    /** Arguments that do not parse: exit code 2. */
    static int usage(CommandLine.ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr().println("braid: error: " + oneLine(e));
        CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
        command.getErr().println("'" + command.getCommandSpec().qualifiedName() + " --help' explains the options.");
        return CommandLine.ExitCode.USAGE;
    }

    /** A command that failed: the exit code of its failure. */
    static int failed(Exception e, CommandLine command, Detail detail) {
        PrintWriter err = command.getErr();
        err.println("braid: error: " + oneLine(e));
        if (detail == Detail.STACK_TRACE) {
            e.printStackTrace(err);
        }
        return ExitCode.of(e).code();
    }

    private static String oneLine(Exception e) {
        String message = e.getMessage();
        String text = message == null || message.isBlank() ? e.getClass().getName() : message;
        return text.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
