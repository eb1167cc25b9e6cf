package dev.braid.submit.command;

import dev.braid.jobs.spark.storage.VersionFolders;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code braid rollback}: an earlier version of a finetuned adapter as the one that is served. */
@Command(
        name = "rollback",
        header = "Selects the version of a finetuned adapter that is served.",
        description = {
            "%nWithout --to it is the version before the one that is served now. A 'braid serve --adapter NAME=OUT' that",
            "runs takes it within seconds, and the next one at its start. Ends with the folder on standard output.%n"
        },
        footer = {"%nExample:", "  braid rollback --out finetune-out --to 40"})
final class RollbackCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Output folder of the finetuning job.")
    private String out;

    @ArgGroup
    private Choice choice = new Choice();

    /** What is to be done; the options exclude each other. */
    private static final class Choice {
        @Option(names = "--to", paramLabel = "STEP", description = "The version of this optimizer step.")
        private Long step;

        @Option(names = "--result", description = "The adapter that the job ended with.")
        private boolean result;

        @Option(names = "--list", description = "Change nothing and print the versions that are kept.")
        private boolean list;
    }

    @Override
    public Integer call() {
        VersionFolders folders = VersionFolders.in(out, new Configuration())
                .orElseThrow(() -> new IllegalArgumentException(
                        "--out is " + out + ", which is not the output folder of a finetuning job"));
        if (choice.list) {
            list(folders);
            return CommandLine.ExitCode.OK;
        }
        if (choice.result) {
            folders.selectResult();
        } else {
            folders.select(choice.step == null ? before(folders) : choice.step);
        }
        spec.commandLine().getOut().println(folders.served().folder());
        return CommandLine.ExitCode.OK;
    }

    private void list(VersionFolders folders) {
        OptionalLong selected = folders.selected();
        for (long step : folders.steps()) {
            boolean served = selected.orElse(-1) == step;
            spec.commandLine().getOut().println(step + (served ? "  served" : ""));
        }
        spec.commandLine().getOut().println("adapter" + (selected.isEmpty() ? "  served" : ""));
    }

    private long before(VersionFolders folders) {
        List<Long> steps = folders.steps();
        long newest = steps.isEmpty() ? -1 : steps.get(steps.size() - 1);
        // The newest one that is kept is the result: a version is kept at the last step.
        long served = folders.selected().orElse(newest);
        return steps.stream()
                .filter(step -> step < served)
                .reduce((older, newer) -> newer)
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no version before the one that is served in " + out + "; these are kept: " + steps));
    }
}
