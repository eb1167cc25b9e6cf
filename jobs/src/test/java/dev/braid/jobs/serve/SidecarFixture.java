package dev.braid.jobs.serve;

import dev.braid.jobs.engine.GenerationRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** A sidecar on a free port before an engine that says what a script tells it. */
public final class SidecarFixture implements AutoCloseable {
    public final FakeEngine engine;
    public final Sidecar sidecar;
    public final Http http;

    public SidecarFixture(Function<GenerationRequest, String> script) {
        this(script, SidecarSettings.loopback(0), List.of());
    }

    public SidecarFixture(
            Function<GenerationRequest, String> script, SidecarSettings settings, List<ControlRoute> control) {
        engine = new FakeEngine(script);
        sidecar = new Sidecar(settings, engine, new CharCodec(), sources(), control);
        http = new Http(sidecar.address());
    }

    private static Sources sources() {
        AtomicLong random = new AtomicLong();
        Clock clock = Clock.fixed(Instant.ofEpochSecond(1234), ZoneOffset.UTC);
        return new Sources(clock, System::nanoTime, random::incrementAndGet);
    }

    @Override
    public void close() {
        sidecar.closeAsync();
        engine.close();
    }
}
