package dev.braid.jobs.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.engine.CoServingEngine;
import dev.braid.jobs.engine.CoServingEngine.Progress;
import dev.braid.jobs.engine.EngineAssembly;
import dev.braid.jobs.engine.Ledger;
import dev.braid.jobs.engine.TinyModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client that closes its connection mid-stream, before the real sidecar and a real engine that the test steps by hand:
 * what the engine's ledger counts after that. Another client's stream runs beside it throughout.
 */
@Timeout(120)
class DisconnectTest {
    private static final String ASK = "{\"model\":\"tiny\",\"prompt\":\"%s\",\"max_tokens\":90,\"temperature\":0,"
            + "\"ignore_eos\":true,\"stop_token_ids\":[],\"stream\":true}";
    private static final int STEPS_BEFORE = 6;
    private static final int STEPS_AFTER = 10;

    @TempDir
    Path folder;

    private CoServingEngine engine;
    private WatchedEngine watched;
    private Sidecar sidecar;
    private Http http;

    @BeforeEach
    void start() {
        TinyModel.write(folder, 5);
        engine = new EngineAssembly(TinyModel.spec(folder, Optional.empty(), TinyModel.patient()))
                .open(System::nanoTime);
        engine.warmUp();
        watched = new WatchedEngine(engine);
        sidecar = new Sidecar(SidecarSettings.loopback(0), watched, new CharCodec(), Sources.system(), List.of());
        http = new Http(sidecar.address());
    }

    @AfterEach
    void stop() {
        engine.stop();
        assertEquals(Progress.STOPPED, engine.step());
        sidecar.closeAsync();
    }

    @Test
    void nothingMoreIsComputedForAClientThatIsFoundGoneBetweenTwoSteps() throws Exception {
        try (Socket leaver = ask("?", 1);
                Socket stayer = ask("!", 2)) {
            readFirstTokens(leaver, stayer);
            leaver.close();
            Http.await("the cancellation is in the mailbox", () -> watched.cancelled() == 1);
            assertEquals(0, stepsWithTheLeaver(STEPS_AFTER));
            assertCompletes(stayer);
        }
    }

    @Test
    void theStepThatRunsWhileAClientGoesIsItsLast() throws Exception {
        try (Socket leaver = ask("?", 1);
                Socket stayer = ask("!", 2)) {
            readFirstTokens(leaver, stayer);
            watched.onToken(() -> leave(leaver));
            assertEquals(1, stepsWithTheLeaver(STEPS_AFTER));
            assertEquals(1, watched.cancelled());
            assertCompletes(stayer);
        }
    }

    /** Closes the connection and holds the step until the server has noticed. */
    private void leave(Socket leaver) {
        watched.onToken(() -> {});
        try {
            leaver.close();
            Http.await("the cancellation is in the mailbox", () -> watched.cancelled() == 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Socket ask(String prompt, int requests) throws Exception {
        Socket socket = http.raw("/v1/completions", ASK.formatted(prompt));
        Http.await("the request is in the mailbox", () -> watched.submitted() == requests);
        return socket;
    }

    private void readFirstTokens(Socket... clients) throws IOException {
        for (int i = 0; i < STEPS_BEFORE; i++) {
            assertEquals(Progress.WORKED, engine.step());
        }
        assertEquals(2, lastSteps(1).get(0).decode(), "both generate");
        for (Socket client : clients) {
            for (int token = 0; token < STEPS_BEFORE; token++) {
                Http.readUntil(client, "\"text\":\"");
            }
        }
    }

    /** Computes so many steps and counts those with a row for both sequences: the other's is in each. */
    private long stepsWithTheLeaver(int steps) {
        IntStream.range(0, steps).forEach(i -> assertEquals(Progress.WORKED, engine.step()));
        List<Ledger.Step> computed = lastSteps(steps);
        assertTrue(computed.stream().allMatch(step -> step.decode() >= 1 && step.prefill() == 0), computed::toString);
        return computed.stream().filter(step -> step.decode() > 1).count();
    }

    private List<Ledger.Step> lastSteps(int count) {
        List<Ledger.Step> all = engine.ledger().steps();
        return all.subList(all.size() - count, all.size());
    }

    /** The other client gets all it asked for, and then the engine holds nothing. */
    private void assertCompletes(Socket stayer) throws IOException {
        while (engine.step() == Progress.WORKED) {
            assertTrue(lastSteps(1).get(0).decode() <= 1);
        }
        Http.readUntil(stayer, "\"finish_reason\":\"length\"");
        Http.readUntil(stayer, "data: [DONE]");
        engine.checkIntegrity();
    }
}
