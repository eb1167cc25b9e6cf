package dev.braid.jobs.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.serve.Http;
import dev.braid.jobs.spark.BraidSpark;
import dev.braid.jobs.spark.JobMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.OutputStreamAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.spark.SparkConf;
import org.apache.spark.util.ShutdownHookManager;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Looks for an application's secrets wherever Spark tells of its configuration. */
class SecretsStayInsideTest {
    private static final String CLIENTS = "Kx7-of-the-clients";
    private static final String SIDECARS = "Qz3-of-the-sidecars";
    private static final String HANDED = "spark.plugins.internal.conf.dev.braid.jobs.spark.BraidPlugin.";

    @TempDir
    Path folder;

    private final List<String> loud = List.of("dev.braid", "org.apache.spark");
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    /** A pattern of the user's that would show everything of ours is widened. */
    @ParameterizedTest
    @ValueSource(strings = {"", "only-this"})
    void noSecretIsTold(String redaction) throws Exception {
        Path events = Files.createDirectory(folder.resolve("events"));
        String job;
        OutputStreamAppender appender = listen();
        try (BraidApplication application = BraidApplication.start(conf(events, redaction), JobMode.SERVE)) {
            application.awaitExecutors();
            job = BraidSpark.secret(application.session().sparkContext()).value();
            // That it is there is what makes the search worth something.
            assertEquals(job, application.session().sparkContext().conf().get(HANDED + "secret"));
            serves(application);
            search(application.session().sparkContext().conf().toDebugString(), job);
            String page = environmentPage(application);
            assertTrue(page.contains("spark.braid.gateway.token.file"), page);
            search(page, job);
        } finally {
            ((LoggerContext) LogManager.getContext(false))
                    .getConfiguration()
                    .getRootLogger()
                    .removeAppender("secrets");
            loud.forEach(name -> Configurator.setLevel(name, Level.WARN));
            appender.stop();
        }
        assertTrue(log.size() > 1000, "the log was heard");
        search(log.toString(StandardCharsets.UTF_8), job);
        search(eventLog(events), job);
    }

    private SparkConf conf(Path events, String redaction) throws IOException {
        Path model = TestJobs.model(Files.createDirectory(folder.resolve("model")));
        SparkConf conf = TestJobs.conf("local[2]", model, folder.resolve("out"))
                .set("spark.ui.enabled", "true")
                .set("spark.ui.port", "0")
                .set("spark.logConf", "true")
                .set("spark.eventLog.enabled", "true")
                .set("spark.eventLog.compress", "false")
                .set("spark.eventLog.dir", events.toUri().toString())
                .set("spark.braid.serve.enabled", "true")
                .set("spark.braid.gateway.enabled", "true")
                .set(
                        "spark.braid.gateway.token.file",
                        Files.writeString(folder.resolve("t"), CLIENTS).toString())
                // As the driver's side of the plugin hands it on when it is in the environment.
                .set(HANDED + "token", SIDECARS);
        return redaction.isEmpty() ? conf : conf.set("spark.redaction.regex", redaction);
    }

    private OutputStreamAppender listen() {
        // Spark sets logging up when its first class logs, and would throw the appender out.
        ShutdownHookManager.inShutdown();
        OutputStreamAppender appender = OutputStreamAppender.createAppender(
                PatternLayout.newBuilder().withPattern("%c %m%n%ex").build(), null, log, "secrets", false, true);
        appender.start();
        LoggerContext context = (LoggerContext) LogManager.getContext(false);
        context.getConfiguration().getRootLogger().addAppender(appender, Level.ALL, null);
        loud.forEach(name -> Configurator.setLevel(name, Level.INFO));
        context.updateLoggers();
        return appender;
    }

    private void serves(BraidApplication application) {
        URI sidecar = application.membership().live().get(0).address();
        Http http = new Http(new InetSocketAddress(sidecar.getHost(), sidecar.getPort()));
        assertEquals(401, http.get("/v1/models").statusCode());
        assertEquals(
                200,
                http.get("/v1/models", "authorization", "Bearer " + SIDECARS).statusCode());
    }

    private static String environmentPage(BraidApplication application) {
        URI ui = URI.create(application.session().sparkContext().uiWebUrl().get());
        return new Http(new InetSocketAddress("127.0.0.1", ui.getPort()))
                .get("/api/v1/applications/"
                        + application.session().sparkContext().applicationId() + "/environment")
                .body();
    }

    private static String eventLog(Path events) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(events)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file));
            }
        }
        assertTrue(all.indexOf("SparkListenerEnvironmentUpdate") >= 0, "the event log tells of the configuration");
        return all.toString();
    }

    private static void search(String text, String job) {
        for (String secret : List.of(CLIENTS, SIDECARS, job)) {
            int at = text.indexOf(secret);
            assertFalse(at >= 0, () -> "told: " + text.substring(Math.max(0, at - 200), at));
        }
    }
}
