package dev.braid.jobs.spark;

import dev.braid.jobs.conf.ConfKey;
import dev.braid.jobs.conf.GatewayKeys;
import dev.braid.jobs.conf.ServeKeys;
import java.util.Optional;

/** Where a server's bearer token may stand: in a file that a key names, or in the driver's environment. */
public enum TokenSource {
    SERVE(ServeKeys.HOST, ServeKeys.TOKEN_FILE, "BRAID_SERVE_TOKEN"),
    GATEWAY(GatewayKeys.HOST, GatewayKeys.TOKEN_FILE, "BRAID_GATEWAY_TOKEN");

    private final ConfKey<String> host;
    private final ConfKey<Optional<String>> file;
    private final String variable;

    TokenSource(ConfKey<String> host, ConfKey<Optional<String>> file, String variable) {
        this.host = host;
        this.file = file;
        this.variable = variable;
    }

    /** The key of the address that the server listens on. */
    public ConfKey<String> host() {
        return host;
    }

    /** The key of the file. */
    public ConfKey<Optional<String>> file() {
        return file;
    }

    /** The environment variable. */
    public String variable() {
        return variable;
    }
}
