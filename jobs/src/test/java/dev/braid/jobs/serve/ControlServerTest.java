package dev.braid.jobs.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import dev.braid.jobs.engine.EngineStatus.Readiness;
import dev.braid.jobs.http.ListenAddress;
import dev.braid.jobs.http.Secret;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControlServerTest {
    private static final String HEADER = "braid-job-secret";

    private final FakeEngine engine = new FakeEngine(request -> "x");
    private final ControlServer server = new ControlServer(
            new ListenAddress("0.0.0.0", 0, SidecarSettings.KEYS),
            new Secret("job"),
            engine,
            List.of(
                    route(HttpMethod.GET, "/control/ledger", 10, "ledger"),
                    route(HttpMethod.POST, "/control/versions", 5000, "taken")));
    private final Http http =
            new Http(new InetSocketAddress("127.0.0.1", server.address().getPort()));

    private static ControlRoute route(HttpMethod method, String path, long maxBody, String answer) {
        return new ControlRoute(
                method,
                path,
                maxBody,
                (ctx, req) -> HttpResponse.of(req.aggregate().thenApply(whole -> HttpResponse.of(answer))));
    }

    @AfterEach
    void close() {
        server.closeAsync();
        engine.close();
    }

    @Test
    void everythingButHealthAsksForTheJobsSecret() {
        for (String path : List.of("/control/ledger", "/control/nothing", "/metrics", "/v1/models", "/")) {
            assertEquals(401, http.get(path).statusCode(), path);
            assertEquals(401, http.get(path, HEADER, "jo").statusCode(), path);
            assertEquals(401, http.get(path, "authorization", "Bearer jo").statusCode(), path);
        }
        assertEquals(401, http.post("/control/versions", "x").statusCode());
        assertEquals(
                401,
                http.post("/control/versions", "x", "authorization", "Bearer job")
                        .statusCode());
        assertEquals("ledger", http.get("/control/ledger", HEADER, "job").body());
        assertEquals(
                "taken",
                http.post("/control/versions", "x".repeat(5000), HEADER, "job").body());
        assertEquals(
                413,
                http.post("/control/versions", "x".repeat(5001), HEADER, "job").statusCode());
    }

    @Test
    void healthTellsWhetherTheEngineIsReady() {
        assertEquals(200, http.get("/health").statusCode());
        engine.become(Readiness.WARMING_UP);
        assertEquals(503, http.get("/health").statusCode());
    }
}
