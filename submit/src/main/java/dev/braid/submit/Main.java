package dev.braid.submit;

import dev.braid.submit.command.BraidCommand;

/** The program behind {@code braid} and behind {@code spark-submit --class dev.braid.submit.Main}. */
public final class Main {
    private Main() {}

    /** Exits with 0, 2 after a usage error, or the code of its failure. */
    public static void main(String[] args) {
        System.exit(BraidCommand.commandLine().execute(args));
    }
}
