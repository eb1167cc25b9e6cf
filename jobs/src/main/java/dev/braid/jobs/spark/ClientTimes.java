package dev.braid.jobs.spark;

import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.ServeKeys;
import dev.braid.jobs.http.ConnectionTimes;

/** How long sidecars and the gateway wait for clients, from the configuration. */
public final class ClientTimes {
    private ClientTimes() {}

    public static ConnectionTimes of(BraidConf conf) {
        return new ConnectionTimes(
                conf.get(ServeKeys.HEADER_TIME), conf.get(ServeKeys.BODY_TIME), conf.get(ServeKeys.IDLE_TIME));
    }
}
