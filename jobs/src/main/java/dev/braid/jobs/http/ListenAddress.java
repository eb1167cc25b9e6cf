package dev.braid.jobs.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Where a server listens and under which configuration keys a user says so.
 *
 * @param host name or address; one that others can reach needs a token
 * @param port 0 takes a free one
 * @param keyPrefix such as {@code spark.braid.serve}; messages name {@code host}, {@code port}, {@code token.file} under it
 * @param tls what it shows to clients; empty for plain HTTP
 */
public record ListenAddress(String host, int port, String keyPrefix, Optional<TlsFiles> tls) {
    public ListenAddress {
        if (host.isBlank()) {
            throw new IllegalArgumentException(keyPrefix + ".host is empty, must be a name or an address");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    keyPrefix + ".port is " + port + ", must be from 0 (any free port) to 65535");
        }
    }

    /** Plain HTTP. */
    public ListenAddress(String host, int port, String keyPrefix) {
        this(host, port, keyPrefix, Optional.empty());
    }

    /** What addresses of the server begin with. */
    public String scheme() {
        return tls.isPresent() ? "https" : "http";
    }

    /** The address to bind; without a token it must be one of this machine's own. */
    InetSocketAddress resolve(Optional<Secret> token) {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(keyPrefix + ".host is '" + host + "', which is no known host", e);
        }
        if (token.isEmpty() && !address.isLoopbackAddress()) {
            throw new IllegalArgumentException(keyPrefix + ".host is '" + host
                    + "', which others can reach, and no token is set; set " + keyPrefix
                    + ".token.file or its environment variable, or listen on 127.0.0.1");
        }
        return new InetSocketAddress(address, port);
    }
}
