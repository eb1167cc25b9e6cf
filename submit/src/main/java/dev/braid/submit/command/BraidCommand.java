package dev.braid.submit.command;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code braid}; without a subcommand it explains itself. */
@Command(
        name = "braid",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        usageHelpAutoWidth = true,
        synopsisSubcommandLabel = "COMMAND",
        header =
                "Finetunes language models and trains graph pipelines as Spark jobs, on executors that serve meanwhile.",
        description = "%nBegin with @|bold braid doctor|@, which tells whether this machine will do.%n",
        footer = {
            "%nResults go to standard output, logs to standard error. Exit codes: 0 done, 1 failed, 2 wrong usage,",
            "3 no executor came in time, 4 training diverged, 130 interrupted.",
            "Environment: JAVA_HOME (Java 17 or newer), BRAID_SPARK_HOME (a Spark 4.2.0 of your own),",
            "BRAID_LOG_LEVEL (warn, info, debug), BRAID_LOG_FORMAT (text, json), "
                    + "BRAID_JAVA_OPTS (for commands that run without Spark)."
        },
        subcommands = {
            QuickstartCommand.class,
            FinetuneCommand.class,
            TrainCommand.class,
            ServeCommand.class,
            GenerateCommand.class,
            InitCommand.class,
            MergeCommand.class,
            RollbackCommand.class,
            PlanCommand.class,
            PlanMemoryCommand.class,
            BenchCommand.class,
            SimulateCommand.class,
            ReplayCommand.class,
            DoctorCommand.class
        })
public final class BraidCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show where in the program an error came from.")
    private boolean debug;

    /** A fresh parser with all commands and the project's way to report errors. */
    public static CommandLine commandLine() {
        BraidCommand root = new BraidCommand();
        return new CommandLine(root)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Errors::usage)
                .setExecutionExceptionHandler((e, command, parsed) -> Errors.failed(e, command, root.detail()));
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }

    private Errors.Detail detail() {
        return debug ? Errors.Detail.STACK_TRACE : Errors.Detail.MESSAGE;
    }
}
