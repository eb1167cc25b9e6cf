package dev.braid.submit.command;

import dev.braid.submit.doctor.Check;
import dev.braid.submit.doctor.Doctor;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code braid doctor}: tells whether this machine will do, a line per fact. */
@Command(
        name = "doctor",
        header = "Tells whether this machine can run Braid.",
        description = {
            "%nPrints a line per fact: 'ok', 'note' for what is worth knowing, 'not ok' for what keeps Braid from",
            "running. Exits with 1 when there is one of the latter.%n"
        },
        footer = {"%nExample:", "  braid doctor && braid --version"})
final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<Check> checks = Doctor.examine();
        checks.forEach(check -> spec.commandLine().getOut().println(check));
        boolean fails = checks.stream().anyMatch(check -> check.verdict() == Check.Verdict.NOT_OK);
        return fails ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }
}
