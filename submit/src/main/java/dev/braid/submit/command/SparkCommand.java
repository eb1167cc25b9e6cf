package dev.braid.submit.command;

/** A command that runs in Spark's driver; all others run in a plain JVM. */
public interface SparkCommand {
    /** The options that say where and how the job runs. */
    SparkOptions sparkOptions();
}
