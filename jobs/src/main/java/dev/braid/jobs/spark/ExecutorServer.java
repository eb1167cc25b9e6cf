package dev.braid.jobs.spark;

import com.linecorp.armeria.common.HttpMethod;
import dev.braid.data.text.ChatTemplate;
import dev.braid.data.text.Tokenizer;
import dev.braid.data.text.TokenizerFolder;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.JobKeys;
import dev.braid.jobs.conf.ServeKeys;
import dev.braid.jobs.conf.Toggle;
import dev.braid.jobs.control.LedgerService;
import dev.braid.jobs.control.VersionService;
import dev.braid.jobs.engine.CoServingEngine;
import dev.braid.jobs.http.ListenAddress;
import dev.braid.jobs.http.Secret;
import dev.braid.jobs.http.ServedRoute;
import dev.braid.jobs.serve.ControlRoute;
import dev.braid.jobs.serve.ControlServer;
import dev.braid.jobs.serve.Sidecar;
import dev.braid.jobs.serve.SidecarSettings;
import dev.braid.jobs.serve.Sources;
import dev.braid.jobs.serve.TokenizerCodec;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkEnv;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server of an executor: its sidecar, or the driver's control endpoints alone where nothing is served. */
final class ExecutorServer implements AutoCloseable {
    private static final long MAX_VERSION_BYTES = Integer.MAX_VALUE;
    private static final long MAX_QUESTION_BYTES = 1024;
    private static final long DRAIN_POLL_MILLIS = 20;
    private static final Logger LOG = LoggerFactory.getLogger(ExecutorServer.class);

    private final AutoCloseable server;
    private final URI address;
    private final List<ServedRoute> endpoints;

    private ExecutorServer(AutoCloseable server, URI address, List<ServedRoute> endpoints) {
        this.server = server;
        this.address = address;
        this.endpoints = endpoints;
    }

    static ExecutorServer start(BraidConf conf, CoServingEngine engine, EngineVersions versions, Handed handed) {
        List<ControlRoute> control = List.of(
                new ControlRoute(HttpMethod.POST, VersionService.PATH, MAX_VERSION_BYTES, new VersionService(engine)),
                new ControlRoute(
                        HttpMethod.POST,
                        SlicedVersionMessage.PATH,
                        MAX_QUESTION_BYTES,
                        new SlicedVersionService(versions)),
                new ControlRoute(
                        HttpMethod.GET,
                        LedgerService.PATH,
                        MAX_QUESTION_BYTES,
                        new LedgerService(engine.ledger(), System::nanoTime, Clock.systemUTC())));
        return conf.get(ServeKeys.ENABLED) == Toggle.ENABLED
                ? sidecar(conf, engine, handed, control)
                : controlAlone(conf, engine, handed, control);
    }

    private static ExecutorServer sidecar(
            BraidConf conf, CoServingEngine engine, Handed handed, List<ControlRoute> control) {
        String host = conf.get(ServeKeys.HOST);
        Optional<Secret> token = handed.token().or(() -> new Tokens(conf, Map.of()).read(TokenSource.SERVE));
        SidecarSettings settings = SidecarSettings.loopback(conf.get(ServeKeys.PORT))
                .withListen(new ListenAddress(host, conf.get(ServeKeys.PORT), SidecarSettings.KEYS, Tls.serve(conf)))
                .withJobSecret(new Secret(handed.job().value()))
                .withMaxBody(conf.get(ServeKeys.MAX_BODY))
                .withTimes(ClientTimes.of(conf));
        SidecarSettings guarded = token.map(settings::withToken).orElse(settings);
        TokenizerFolder folder = TokenizerFolder.read(Path.of(conf.get(JobKeys.MODEL)));
        Tokenizer tokenizer = new Tokenizer(folder);
        Optional<ChatTemplate> template =
                ChatTemplate.isIn(folder) ? Optional.of(ChatTemplate.of(folder, Clock.systemUTC())) : Optional.empty();
        Sidecar sidecar =
                new Sidecar(guarded, engine, new TokenizerCodec(tokenizer, template), Sources.system(), control);
        Duration drainTime = conf.get(ServeKeys.DRAIN_TIME);
        AutoCloseable both = () -> {
            drain(sidecar, drainTime);
            sidecar.close();
            tokenizer.close();
        };
        return new ExecutorServer(both, address(conf, sidecar.address().getPort()), sidecar.endpoints());
    }

    /** Lets the answers that have begun end. */
    private static void drain(Sidecar sidecar, Duration patience) throws InterruptedException {
        sidecar.drain();
        long deadline = System.nanoTime() + patience.toNanos();
        while (sidecar.inFlight() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(DRAIN_POLL_MILLIS);
        }
        if (sidecar.inFlight() > 0) {
            LOG.warn(
                    "{} answers are cut off: they took longer than {} = {}",
                    sidecar.inFlight(),
                    ServeKeys.DRAIN_TIME.name(),
                    patience);
        }
    }

    private static ExecutorServer controlAlone(
            BraidConf conf, CoServingEngine engine, Handed handed, List<ControlRoute> control) {
        String host = conf.get(ServeKeys.HOST);
        ControlServer server = new ControlServer(
                new ListenAddress(host, 0, SidecarSettings.KEYS, Tls.serve(conf)),
                new Secret(handed.job().value()),
                engine,
                control);
        return new ExecutorServer(server, address(conf, server.address().getPort()), server.endpoints());
    }

    private static URI address(BraidConf conf, int port) {
        String scheme = Tls.serve(conf).isPresent() ? "https" : "http";
        return URI.create(scheme + "://" + reachable(conf.get(ServeKeys.HOST)) + ":" + port);
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

    /** Everything that it answers. */
    List<ServedRoute> endpoints() {
        return endpoints;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException("the executor's server did not close: " + e.getMessage(), e);
        }
    }
}
