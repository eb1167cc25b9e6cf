package dev.braid.jobs.main;

import dev.braid.data.row.Quarantine;
import dev.braid.data.spark.DatasetReport;
import dev.braid.jobs.conf.AdapterKeys;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.JobKeys;
import dev.braid.jobs.control.LedgerReport;
import dev.braid.jobs.engine.Attainment;
import dev.braid.jobs.spark.ExecutorInfo;
import dev.braid.jobs.train.TrainingEvent;
import dev.braid.model.files.ModelConfig;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Appends what a job does to a text file for people: lines that begin with the time, UTC. Of the optimizer steps it tells
 * the first, the last and those that {@link JobKeys#PROGRESS_STEPS} asks for; {@link EventFile} has all.
 */
final class LogFile implements JobObserver, AutoCloseable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final BufferedWriter out;
    private final Clock clock;
    private String adapter = "";
    private long every = 1;
    private long firstStep;
    private long steps;

    LogFile(OutputStream out, Clock clock) {
        this.clock = clock;
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    @Override
    public void begun(BraidConf conf, ModelConfig model) {
        adapter = conf.get(AdapterKeys.NAME);
        every = conf.get(JobKeys.PROGRESS_STEPS);
        line("finetuning %s into %s", conf.get(JobKeys.MODEL), conf.get(JobKeys.OUT));
        line(
                "model: %s, %d layers, hidden size %d, vocabulary of %d, %d positions",
                model.family(), model.layers(), model.hidden(), model.vocabSize(), model.maxPositions());
        line("driver: Java %s, %s %s", property("java.version"), property("os.name"), property("os.arch"));
        conf.entries().forEach((key, value) -> line("setting: %s = %s", key, value));
    }

    private static String property(String name) {
        return System.getProperty(name);
    }

    @Override
    public void packed(DatasetReport report) {
        data("data", report);
    }

    @Override
    public void validationPacked(DatasetReport report) {
        data("validation data", report);
    }

    private void data(String what, DatasetReport report) {
        Quarantine quarantine = report.quarantine();
        line("%s: %s", what, report.summary());
        line("%s: %d rows read, %d quarantined", what, quarantine.good() + quarantine.bad(), quarantine.bad());
        quarantine.examples().forEach(row -> line("quarantined: %s", row));
    }

    @Override
    public void fewerExecutors(int came, int asked) {
        line("executors: %d of %d, no more came in time; Spark's page or the cluster's says why", came, asked);
    }

    @Override
    public void started(List<ExecutorInfo> executors) {
        executors.forEach(
                executor -> line("executor %s: on %s, at %s", executor.id(), executor.device(), executor.address()));
    }

    @Override
    public void trained(TrainingEvent event) {
        if (event instanceof TrainingEvent.Started started) {
            firstStep = started.step() + 1;
            steps = started.steps();
            line(
                    "training: from step %d to %d, %d sequences an epoch, %d parameters",
                    firstStep, steps, started.sequences(), started.parameters());
        } else if (event instanceof TrainingEvent.Stepped stepped) {
            if (stepped.step() == firstStep || stepped.step() == steps || stepped.step() % every == 0) {
                progress(stepped);
            }
        } else if (event instanceof TrainingEvent.Published published) {
            line("step %d: published as %s@%d", published.step(), adapter, published.step());
        } else if (event instanceof TrainingEvent.HeldBack held) {
            line(
                    "step %d: held back, requests go on to see %s: %s",
                    held.step(),
                    held.published().isPresent()
                            ? adapter + "@" + held.published().getAsLong()
                            : "no version",
                    held.reason());
        } else if (event instanceof TrainingEvent.Evaluated evaluated) {
            line(
                    "step %d: validation loss %.4f, lowest %.4f at step %d",
                    evaluated.step(), evaluated.loss(), evaluated.bestLoss(), evaluated.bestStep());
        } else if (event instanceof TrainingEvent.Saved saved) {
            line("step %d: checkpoint %s", saved.step(), saved.checkpoint());
        } else if (event instanceof TrainingEvent.NotSaved not) {
            line("step %d: no checkpoint, training goes on: %s", not.step(), not.reason());
        } else if (event instanceof TrainingEvent.WentBack back) {
            line("went back behind step %d: %s", back.step(), back.reason());
        } else if (event instanceof TrainingEvent.Finished finished) {
            String end = finished.end().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            line("step %d: training ended, %s, after %.1f s", finished.step(), end, finished.seconds());
        }
    }

    private void progress(TrainingEvent.Stepped step) {
        String shares = new TreeMap<>(step.tokensByExecutor())
                .entrySet().stream()
                        .map(share -> share.getValue() + " on executor " + share.getKey())
                        .collect(Collectors.joining(", "));
        line(
                "step %d of %d: epoch %.2f, loss %.4f, learning rate %.3e, gradient norm %.4f, %d tokens (%s), "
                        + "%.0f tokens/s, %.0f s left",
                step.step(),
                steps,
                step.epoch(),
                step.loss(),
                step.learningRate(),
                step.gradientNorm(),
                step.tokens(),
                shares,
                step.tokensPerSecond(),
                step.secondsLeft());
    }

    @Override
    public void ledger(long step, ExecutorInfo executor, LedgerReport report) {
        LedgerReport.Tokens tokens = report.tokens();
        Attainment attainment = report.attainment();
        line(
                "step %d: ledger of executor %s: %d prefill, %d decode, %d forward, %d backward tokens in %d iterations "
                        + "of %.1f s, %.1f s predicted; %d of %d requests within their targets",
                step,
                executor.id(),
                tokens.prompt(),
                tokens.decoded(),
                tokens.forward(),
                tokens.backward(),
                report.times().steps(),
                report.times().measuredSeconds(),
                report.times().predictedSeconds(),
                attainment.both(),
                attainment.requests());
    }

    @Override
    public void finished(FinetuneResult result) {
        new TreeMap<>(result.tokensByExecutor())
                .forEach((executor, tokens) -> line("executor %s: %d tokens trained", executor, tokens));
        line("result: %s", result.result());
    }

    @Override
    public void failed(RuntimeException cause) {
        line("failed: %s", cause.getMessage() == null ? cause : cause.getMessage());
    }

    /** Every line of the text gets the time. */
    private void line(String format, Object... arguments) {
        String time = TIME.format(clock.instant());
        try {
            for (String text : String.format(Locale.ROOT, format, arguments).split("\\R")) {
                out.write(time + " " + text);
                out.newLine();
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the log cannot be written: " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the log cannot be closed: " + e, e);
        }
    }
}
