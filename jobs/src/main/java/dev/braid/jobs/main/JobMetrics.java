package dev.braid.jobs.main;

import dev.braid.data.row.Quarantine;
import dev.braid.data.spark.DatasetReport;
import dev.braid.jobs.conf.AdapterKeys;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.JobKeys;
import dev.braid.jobs.http.Exposition;
import dev.braid.jobs.spark.ExecutorInfo;
import dev.braid.jobs.train.TrainingEvent;
import dev.braid.model.files.ModelConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What a finetuning job has come to, as metrics of the gateway's {@code /metrics} and as rows of a page. Guards itself. */
final class JobMetrics implements JobObserver {
    private long steps;
    private long step;
    private long tokens;
    private long quarantined;
    private long lost;
    private long unsaved;
    private int executors;
    private int asked;
    private OptionalDouble loss = OptionalDouble.empty();
    private OptionalDouble learningRate = OptionalDouble.empty();
    private OptionalDouble tokensPerSecond = OptionalDouble.empty();
    private OptionalDouble validationLoss = OptionalDouble.empty();
    private OptionalLong published = OptionalLong.empty();
    private final Map<String, String> names = new LinkedHashMap<>();
    private OptionalLong saved = OptionalLong.empty();

    @Override
    public synchronized void begun(BraidConf conf, ModelConfig model) {
        names.put("Model", conf.get(JobKeys.MODEL));
        names.put("Adapter", conf.get(AdapterKeys.NAME));
        names.put("Result", conf.get(JobKeys.OUT));
    }

    @Override
    public synchronized void packed(DatasetReport report) {
        count(report.quarantine());
    }

    @Override
    public synchronized void validationPacked(DatasetReport report) {
        count(report.quarantine());
    }

    private void count(Quarantine quarantine) {
        quarantined += quarantine.bad();
    }

    @Override
    public synchronized void fewerExecutors(int came, int ofThese) {
        asked = ofThese;
    }

    @Override
    public synchronized void started(List<ExecutorInfo> joined) {
        executors = joined.size();
        asked = Math.max(asked, executors);
    }

    @Override
    public synchronized void trained(TrainingEvent event) {
        step = event.step();
        if (event instanceof TrainingEvent.Started started) {
            steps = started.steps();
        } else if (event instanceof TrainingEvent.Stepped stepped) {
            tokens += stepped.tokens();
            loss = OptionalDouble.of(stepped.loss());
            learningRate = OptionalDouble.of(stepped.learningRate());
            tokensPerSecond = OptionalDouble.of(stepped.tokensPerSecond());
        } else if (event instanceof TrainingEvent.Evaluated evaluated) {
            validationLoss = OptionalDouble.of(evaluated.loss());
        } else if (event instanceof TrainingEvent.Published version) {
            published = OptionalLong.of(version.step());
        } else if (event instanceof TrainingEvent.Saved checkpoint) {
            saved = OptionalLong.of(checkpoint.step());
        } else if (event instanceof TrainingEvent.NotSaved) {
            unsaved++;
        } else if (event instanceof TrainingEvent.WentBack) {
            lost++;
        }
    }

    /** Adds them; those that there are no values for yet are left out. */
    synchronized void write(Exposition out) {
        out.gauge("braid:job_steps", "Optimizer steps of the whole run.", "", steps)
                .gauge("braid:job_step", "Optimizer steps done.", "", step)
                .counter("braid:job_trained_tokens_total", "Tokens trained by this run.", "", tokens)
                .counter("braid:job_quarantined_rows_total", "Rows set aside.", "", quarantined)
                .counter("braid:job_lost_versions_total", "Times it went back to a checkpoint.", "", lost)
                .counter("braid:job_unsaved_checkpoints_total", "Checkpoints not written.", "", unsaved)
                .gauge("braid:job_executors", "Executors at its start.", "", executors)
                .gauge("braid:job_executors_asked", "Executors that were asked for.", "", asked);
        loss.ifPresent(value -> out.gauge("braid:job_loss", "Of the last step, nats per target.", "", value));
        learningRate.ifPresent(value -> out.gauge("braid:job_learning_rate", "Of the last step.", "", value));
        tokensPerSecond.ifPresent(value -> out.gauge("braid:job_tokens_per_second", "Of the last step.", "", value));
        validationLoss.ifPresent(
                value -> out.gauge("braid:job_validation_loss", "The last one, nats per target.", "", value));
        published.ifPresent(value -> out.gauge("braid:job_published_step", "What requests see.", "", value));
        saved.ifPresent(value -> out.gauge("braid:job_checkpoint_step", "The newest checkpoint.", "", value));
    }

    /** What is known now, for people: name and value, in the order to show them in. */
    synchronized Map<String, String> rows() {
        Map<String, String> rows = new LinkedHashMap<>(names);
        rows.put("Executors at the start", executors + " of " + asked);
        rows.put("Step", step + " of " + steps);
        loss.ifPresent(value -> rows.put("Loss", number("%.4f", value)));
        validationLoss.ifPresent(value -> rows.put("Validation loss", number("%.4f", value)));
        learningRate.ifPresent(value -> rows.put("Learning rate", number("%.3e", value)));
        rows.put("Tokens trained", number("%,d", tokens));
        tokensPerSecond.ifPresent(value -> rows.put("Tokens per second", number("%,.0f", value)));
        published.ifPresent(value -> rows.put("Published version", "step " + value));
        saved.ifPresent(value -> rows.put("Newest checkpoint", "step " + value));
        rows.put("Rows quarantined", number("%,d", quarantined));
        rows.put("Checkpoints not written", number("%,d", unsaved));
        rows.put("Times gone back to a checkpoint", number("%,d", lost));
        return rows;
    }

    private static String number(String format, Object value) {
        return String.format(Locale.ROOT, format, value);
    }
}
