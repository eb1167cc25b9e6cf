package dev.braid.jobs.control;

import dev.braid.jobs.adapter.AdapterVersion;

/**
 * A version on its way to the executors.
 *
 * @param path of the endpoint that takes it
 * @param body what is posted there
 */
public record Publication(AdapterVersion version, String path, byte[] body) {
    /** One that carries its weights. */
    public static Publication of(VersionMessage message) {
        return new Publication(message.version(), VersionService.PATH, message.encode());
    }
}
