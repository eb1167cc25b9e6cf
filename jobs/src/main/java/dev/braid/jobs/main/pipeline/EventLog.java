package dev.braid.jobs.main.pipeline;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Appends a run's events to a file, one JSON object a line: {@code event}, {@code time}, then its fields. */
final class EventLog implements Consumer<PipelineEvent>, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BufferedWriter out;
    private final Supplier<String> time;

    /** @param time now, as it is to be written */
    EventLog(OutputStream out, Supplier<String> time) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        this.time = time;
    }

    @Override
    public synchronized void accept(PipelineEvent event) {
        ObjectNode line = JSON.createObjectNode();
        line.put("event", event.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        line.put("time", time.get());
        fields(event, line);
        try {
            out.write(line.toString());
            out.newLine();
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("an event cannot be written: " + e, e);
        }
    }

    private static void fields(PipelineEvent event, ObjectNode line) {
        if (event instanceof PipelineEvent.Sharded sharded) {
            line.put("rows", sharded.rows()).put("quarantined", sharded.quarantined());
        } else if (event instanceof PipelineEvent.Planned planned) {
            line.put("planner", planned.plan().planner())
                    .put("stages", planned.plan().stages().size());
            line.put("depth", planned.plan().depth()).put("seconds", planned.seconds());
            line.put("search_seconds", planned.searchSeconds()).put("setting", planned.setting());
        } else if (event instanceof PipelineEvent.Attempt attempt) {
            line.put("attempt", attempt.attempt()).put("from", attempt.from()).put("to", attempt.to());
        } else if (event instanceof PipelineEvent.Trained trained) {
            trained(trained, line);
        } else if (event instanceof PipelineEvent.Saved saved) {
            line.put("iterations", saved.iterations()).put("checkpoint", saved.folder());
        } else if (event instanceof PipelineEvent.NotSaved not) {
            line.put("iterations", not.iterations()).put("reason", not.reason());
        } else if (event instanceof PipelineEvent.Restarting restarting) {
            line.put("attempt", restarting.attempt())
                    .put("from", restarting.from())
                    .put("reason", restarting.reason());
        } else if (event instanceof PipelineEvent.Finished finished) {
            line.put("iterations", finished.result().iterations())
                    .put("restarts", finished.result().restarts());
            line.put("seconds", finished.result().seconds())
                    .put("model", finished.result().model());
        }
    }

    private static void trained(PipelineEvent.Trained trained, ObjectNode line) {
        line.put("iteration", trained.miniBatch().iteration())
                .put("attempt", trained.miniBatch().attempt());
        line.put("loss", trained.miniBatch().loss())
                .put("seconds", trained.miniBatch().seconds());
        line.put("samples_per_second", trained.samplesPerSecond()).put("seconds_left", trained.secondsLeft());
        line.set("bubble_shares", JSON.valueToTree(trained.miniBatch().bubbleShares()));
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the file of events cannot be closed: " + e, e);
        }
    }
}
