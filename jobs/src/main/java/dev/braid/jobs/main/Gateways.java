package dev.braid.jobs.main;

import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.GatewayKeys;
import dev.braid.jobs.conf.ServeKeys;
import dev.braid.jobs.conf.Toggle;
import dev.braid.jobs.gateway.Gateway;
import dev.braid.jobs.gateway.GatewayLimits;
import dev.braid.jobs.gateway.GatewaySettings;
import dev.braid.jobs.http.ListenAddress;
import dev.braid.jobs.spark.ClientTimes;
import dev.braid.jobs.spark.Tls;
import dev.braid.jobs.spark.TokenSource;
import dev.braid.jobs.spark.Tokens;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;

/** Starts the driver's gateway as configured. */
final class Gateways {
    private Gateways() {}

    /** Empty when the gateway, or serving altogether, is switched off. */
    static Optional<Gateway> start(BraidConf conf) {
        if (conf.get(GatewayKeys.ENABLED) != Toggle.ENABLED || conf.get(ServeKeys.ENABLED) != Toggle.ENABLED) {
            return Optional.empty();
        }
        Tokens tokens = new Tokens(conf, System.getenv());
        ListenAddress listen = new ListenAddress(
                conf.get(GatewayKeys.HOST), conf.get(GatewayKeys.PORT), GatewaySettings.KEYS, Tls.gateway(conf));
        return Optional.of(new Gateway(new GatewaySettings(
                listen,
                tokens.read(TokenSource.GATEWAY),
                tokens.read(TokenSource.SERVE),
                conf.get(ServeKeys.MAX_BODY),
                ClientTimes.of(conf),
                conf.get(GatewayKeys.MEMBER_TIMEOUT),
                Tls.members(conf),
                new GatewayLimits(
                        conf.get(GatewayKeys.MAX_STREAMS),
                        conf.get(GatewayKeys.MAX_QUEUE),
                        conf.get(GatewayKeys.SHUTDOWN_TIME)),
                conf.get(GatewayKeys.STICKY_PREFIX))));
    }

    static URI address(Gateway gateway) {
        InetSocketAddress address = gateway.address();
        String host = address.getAddress().isAnyLocalAddress()
                ? address.getHostName()
                : address.getAddress().getHostAddress();
        return URI.create(gateway.scheme() + "://" + host + ":" + address.getPort());
    }
}
