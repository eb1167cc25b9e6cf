package dev.braid.jobs.main;

import dev.braid.jobs.control.LedgerReport;
import dev.braid.jobs.report.FinetunePage;
import dev.braid.jobs.report.FinetuneReport;
import dev.braid.jobs.report.RunReport;
import dev.braid.jobs.spark.ExecutorInfo;
import dev.braid.jobs.train.TrainingEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what a job came to as {@code report.html} and {@code report.json} beside its result. A report that cannot be
 * written is a warning: the result is there. Used by the job's thread.
 */
final class ReportFile implements JobObserver {
    private static final Logger LOG = LoggerFactory.getLogger(ReportFile.class);

    private final OutputFolder out;
    private final String model;
    private final List<RunReport.LossPoint> loss = new ArrayList<>();
    private final List<FinetuneReport.ValidationPoint> validation = new ArrayList<>();
    private final Map<ExecutorInfo, Long> served = new LinkedHashMap<>();
    private long published;
    private int checkpoints;

    /** @param model name of the base model */
    ReportFile(OutputFolder out, String model) {
        this.out = out;
        this.model = model;
    }

    @Override
    public void started(List<ExecutorInfo> executors) {
        executors.forEach(executor -> served.put(executor, 0L));
    }

    @Override
    public void trained(TrainingEvent event) {
        if (event instanceof TrainingEvent.Stepped step) {
            loss.removeIf(point -> point.step() >= step.step());
            loss.add(new RunReport.LossPoint(step.step(), step.loss(), step.learningRate()));
        } else if (event instanceof TrainingEvent.Evaluated evaluated) {
            validation.removeIf(point -> point.step() >= evaluated.step());
            validation.add(new FinetuneReport.ValidationPoint(evaluated.step(), evaluated.loss()));
        } else if (event instanceof TrainingEvent.Published version) {
            published = version.step();
        } else if (event instanceof TrainingEvent.Saved) {
            checkpoints++;
        }
    }

    @Override
    public void ledger(long step, ExecutorInfo executor, LedgerReport report) {
        served.put(executor, report.tokens().prompt() + report.tokens().generated());
    }

    @Override
    public void finished(FinetuneResult result) {
        List<RunReport.ExecutorShare> shares = new ArrayList<>();
        served.forEach((executor, tokens) -> shares.add(new RunReport.ExecutorShare(
                executor.id(), executor.device(), result.tokensByExecutor().getOrDefault(executor.id(), 0L), tokens)));
        FinetuneReport report = new FinetuneReport(
                model,
                result.result(),
                result.steps(),
                result.end().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                loss,
                validation,
                shares,
                published,
                checkpoints,
                result.seconds());
        try {
            write("report.json", FinetunePage.json(report));
            write("report.html", FinetunePage.render(report));
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("The report was not written: {}", e.getMessage());
        }
    }

    private void write(String file, String text) {
        out.write(file, local -> {
            try {
                Files.writeString(local, text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
