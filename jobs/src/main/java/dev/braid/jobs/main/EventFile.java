package dev.braid.jobs.main;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.jobs.control.LedgerJson;
import dev.braid.jobs.control.LedgerReport;
import dev.braid.jobs.train.TrainingEvent;
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
final class EventFile implements Consumer<TrainingEvent>, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BufferedWriter out;
    private final Supplier<String> time;

    /** @param time now, as it is to be written */
    EventFile(OutputStream out, Supplier<String> time) {
        this.time = time;
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    @Override
    public void accept(TrainingEvent event) {
        ObjectNode line = JSON.createObjectNode();
        line.put("event", event.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        line.put("time", time.get());
        line.put("step", event.step());
        fields(event, line);
        write(line, event.step());
    }

    /** An executor's ledger: sums since its engine's start. */
    void ledger(long step, String executor, LedgerReport report) {
        ObjectNode line = JSON.createObjectNode();
        line.put("event", "ledger").put("time", time.get()).put("step", step).put("executor", executor);
        line.setAll(LedgerJson.sums(report));
        write(line, step);
    }

    private void write(ObjectNode line, long step) {
        try {
            out.write(line.toString());
            out.newLine();
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("event of step " + step + " cannot be written: " + e, e);
        }
    }

    private static void fields(TrainingEvent event, ObjectNode line) {
        if (event instanceof TrainingEvent.Started started) {
            line.put("steps", started.steps()).put("sequences", started.sequences());
            line.put("parameters", started.parameters());
        } else if (event instanceof TrainingEvent.Stepped stepped) {
            line.put("epoch", stepped.epoch()).put("loss", stepped.loss());
            line.put("learning_rate", stepped.learningRate()).put("gradient_norm", stepped.gradientNorm());
            line.put("tokens", stepped.tokens()).put("tokens_per_second", stepped.tokensPerSecond());
            line.put("seconds", stepped.seconds()).put("seconds_left", stepped.secondsLeft());
            line.set("tokens_by_executor", JSON.valueToTree(stepped.tokensByExecutor()));
        } else if (event instanceof TrainingEvent.Evaluated evaluated) {
            line.put("loss", evaluated.loss()).put("best_loss", evaluated.bestLoss());
            line.put("best_step", evaluated.bestStep());
        } else if (event instanceof TrainingEvent.HeldBack held) {
            held.published().ifPresent(step -> line.put("published", step));
            line.put("reason", held.reason());
        } else if (event instanceof TrainingEvent.Saved saved) {
            line.put("checkpoint", saved.checkpoint());
        } else if (event instanceof TrainingEvent.NotSaved not) {
            line.put("reason", not.reason());
        } else if (event instanceof TrainingEvent.WentBack back) {
            line.put("reason", back.reason());
        } else if (event instanceof TrainingEvent.Finished finished) {
            line.put("end", finished.end().name().toLowerCase(Locale.ROOT)).put("seconds", finished.seconds());
        }
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
