package dev.braid.jobs.spark;

import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.Server;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.ServeKeys;
import dev.braid.jobs.control.JobSecret;
import dev.braid.jobs.control.VersionService;
import dev.braid.jobs.engine.CoServingEngine;
import java.net.InetSocketAddress;
import java.net.URI;
import org.apache.spark.SparkEnv;

/** The HTTP server of an executor. */
final class ExecutorServer implements AutoCloseable {
    private static final long MAX_VERSION_BYTES = Integer.MAX_VALUE;

    private final Server server;
    private final URI address;

    private ExecutorServer(Server server, URI address) {
        this.server = server;
        this.address = address;
    }

    static ExecutorServer start(BraidConf conf, CoServingEngine engine, JobSecret secret) {
        String host = conf.get(ServeKeys.HOST);
        Server server = Server.builder()
                .port(new InetSocketAddress(host, 0), SessionProtocol.HTTP)
                .route()
                .post(VersionService.PATH)
                .maxRequestLength(MAX_VERSION_BYTES)
                .build(new VersionService(secret, engine))
                .build();
        server.start().join();
        return new ExecutorServer(server, URI.create("http://" + reachable(host) + ":" + server.activeLocalPort()));
    }

    /** A server on all interfaces is reached by the name under which Spark reaches this executor. */
    private static String reachable(String host) {
        return host.equals("0.0.0.0")
                ? SparkEnv.get().blockManager().blockManagerId().host()
                : host;
    }

    URI address() {
        return address;
    }

    @Override
    public void close() {
        server.stop().join();
    }
}
