package dev.braid.jobs.spark;

import java.io.Serializable;
import java.net.URI;

/** What executors tell the driver through the plugin's calls. */
sealed interface PluginMessage extends Serializable {
    /** Id of the executor that speaks. */
    String executor();

    /**
     * The executor has an engine and listens.
     *
     * @param address base address of its server
     * @param device its name, with the address that Spark assigned
     */
    record Joined(String executor, URI address, String device) implements PluginMessage {}

    /** The executor could not start. */
    record Failed(String executor, String message, String trace) implements PluginMessage {}

    /** The executor shuts down in an orderly way. */
    record Left(String executor) implements PluginMessage {}
}
