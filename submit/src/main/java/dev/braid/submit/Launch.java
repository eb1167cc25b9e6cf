package dev.braid.submit;

import dev.braid.submit.command.BraidCommand;
import dev.braid.submit.command.SparkCommand;
import dev.braid.submit.command.SparkOptions;
import dev.braid.submit.launch.Home;
import dev.braid.submit.launch.PlainLaunch;
import dev.braid.submit.launch.SparkLaunch;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/**
 * Prints the command that runs {@link Main} with the given arguments, each word ended by a NUL: on Spark's driver for
 * commands that need Spark, in a plain JVM for the others. The launch script executes it.
 */
public final class Launch {
    private Launch() {}

    public static void main(String[] args) {
        Optional<SparkOptions> options;
        try {
            options = sparkOptions(args);
        } catch (CommandLine.ParameterException usage) {
            // The plain JVM will meet the same error and explain it.
            options = Optional.empty();
        }
        try {
            Home home = Home.fromEnvironment(System.getenv());
            List<String> words = options.isPresent()
                    ? SparkLaunch.command(
                            home, options.get().properties(), options.get().submitOptions(), List.of(args))
                    : PlainLaunch.command(home, List.of(args));
            words.forEach(word -> System.out.print(word + '\0'));
            System.out.flush();
        } catch (IllegalArgumentException e) {
            System.err.println("braid: error: " + e.getMessage());
            System.exit(1);
        }
    }

    private static Optional<SparkOptions> sparkOptions(String[] args) {
        CommandLine.ParseResult parsed = BraidCommand.commandLine().parseArgs(args);
        while (parsed.hasSubcommand()) {
            parsed = parsed.subcommand();
        }
        boolean explains = parsed.isUsageHelpRequested() || parsed.isVersionHelpRequested();
        return !explains && parsed.commandSpec().userObject() instanceof SparkCommand command
                ? Optional.of(command.sparkOptions())
                : Optional.empty();
    }
}
