package dev.braid.jobs.link;

import java.util.Optional;

/**
 * Where a worker listens.
 *
 * @param host by which others reach its TCP port
 * @param socket path of its domain socket, for those on the same host
 */
public record LinkAddress(String host, int port, Optional<String> socket) {
    /** Reads what {@link #toString} wrote. */
    public static LinkAddress parse(String text) {
        String[] parts = text.split("\\|", -1);
        if (parts.length != 3) {
            throw new LinkException("'" + text + "' is no address of a link");
        }
        return new LinkAddress(
                parts[0], Integer.parseInt(parts[1]), parts[2].isEmpty() ? Optional.empty() : Optional.of(parts[2]));
    }

    @Override
    public String toString() {
        return host + "|" + port + "|" + socket.orElse("");
    }
}
