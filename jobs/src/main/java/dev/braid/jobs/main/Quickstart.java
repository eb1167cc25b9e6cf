package dev.braid.jobs.main;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.braid.jobs.client.Answer;
import dev.braid.jobs.client.ChatClient;
import dev.braid.jobs.client.Exam;
import dev.braid.jobs.client.ExamRow;
import dev.braid.jobs.client.LoadGenerator;
import dev.braid.jobs.conf.AdapterKeys;
import dev.braid.jobs.conf.SchedulerKeys;
import dev.braid.jobs.control.LedgerReader;
import dev.braid.jobs.control.LedgerReport;
import dev.braid.jobs.report.CoServingReport;
import dev.braid.jobs.report.ReportJson;
import dev.braid.jobs.report.ReportPage;
import dev.braid.jobs.report.RunReport;
import dev.braid.jobs.spark.BraidSpark;
import dev.braid.jobs.spark.ExecutorInfo;
import dev.braid.jobs.spark.Tls;
import dev.braid.jobs.train.TrainingEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The demonstration: an exam of the base model, finetuning under a constant load of streaming requests, the same exam
 * with the adapter, a report. All requests go through the gateway, as a user's would.
 */
public final class Quickstart {
    private static final int ANSWER_TOKENS = 24;
    private static final int EXAM_CLIENTS = 8;
    private static final int LOAD_CLIENTS = 2;
    private static final long LOAD_PAUSE_MILLIS = 250;
    private static final int EXAMPLES = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final BraidApplication application;
    private final JobObserver observer;
    private final List<ExamRow> heldOut;
    private final List<RunReport.LossPoint> loss = new ArrayList<>();
    private final AtomicBoolean published = new AtomicBoolean();
    private final HttpClient http = HttpClient.newHttpClient();

    /** @param application started to finetune, with its gateway */
    public Quickstart(BraidApplication application, Path heldOut, JobObserver observer) throws IOException {
        this.application = application;
        this.observer = observer;
        this.heldOut = ExamRow.read(heldOut);
    }

    /**
     * Runs it and writes report.html and report.json beside the adapter.
     *
     * @param startNanos when the command began, on {@link System#nanoTime}
     */
    public RunReport run(long startNanos) throws IOException, InterruptedException {
        List<ExecutorInfo> executors = application.awaitExecutors();
        awaitReady(executors);
        String base = BraidApplication.modelName(application.conf());
        String adapter = application.conf().get(AdapterKeys.NAME);
        Exam.Result before = exam().take(base, EXAM_CLIENTS);
        List<String> questions = heldOut.stream().map(ExamRow::question).toList();
        LoadGenerator load = new LoadGenerator(
                client(), () -> published.get() ? adapter : base, questions, ANSWER_TOKENS, LOAD_PAUSE_MILLIS);
        long trainingBegan = System.currentTimeMillis() / 1000;
        load.start(LOAD_CLIENTS);
        FinetuneResult result = new FinetuneJob(application).run(new Watcher().andThen(observer));
        LoadGenerator.Outcome outcome = load.stop();
        long trainingEnded = System.currentTimeMillis() / 1000;
        awaitVersion(executors, adapter, result.steps());
        Exam.Result after = exam().take(adapter, EXAM_CLIENTS);
        Map<ExecutorInfo, LedgerReport> ledgers = ledgers(executors);
        RunReport report = new RunReport(
                base,
                before.exactMatch(),
                after.exactMatch(),
                heldOut.size(),
                outcome.requests(),
                outcome.failed(),
                outcome.answers().stream()
                        .map(Answer::tpotMillis)
                        .filter(Double::isFinite)
                        .toList(),
                outcome.answers().stream().map(Answer::ttftMillis).toList(),
                shares(ledgers, result),
                loss,
                rates(ledgers, trainingBegan, trainingEnded),
                examples(before, after),
                slo(outcome),
                work(ledgers),
                steps(ledgers),
                (System.nanoTime() - startNanos) / 1e9);
        OutputFolder out =
                OutputFolder.of(application.conf(), application.context().hadoopConfiguration());
        out.write("report.json", file -> unchecked(() -> ReportJson.write(report, file)));
        out.write("report.html", file -> unchecked(() -> ReportPage.write(report, file)));
        return report;
    }

    private interface Writing {
        void run() throws IOException;
    }

    private static void unchecked(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps what the report and the load need to know. */
    private final class Watcher implements JobObserver {
        @Override
        public void trained(TrainingEvent event) {
            if (event instanceof TrainingEvent.Stepped step) {
                loss.add(new RunReport.LossPoint(step.step(), step.loss(), step.learningRate()));
            } else if (event instanceof TrainingEvent.Saved) {
                // The first version was published before the first step; by the first checkpoint all have it.
                published.set(true);
            }
        }
    }

    private void awaitReady(List<ExecutorInfo> executors) throws IOException, InterruptedException {
        for (ExecutorInfo executor : executors) {
            poll(
                    "executor " + executor.id() + " is not ready",
                    () -> get(executor.address(), "/health").isPresent());
        }
        poll(
                "the gateway has no ready member",
                () -> get(application.gateway(), "/health").isPresent());
    }

    private void awaitVersion(List<ExecutorInfo> executors, String adapter, long step)
            throws IOException, InterruptedException {
        for (ExecutorInfo executor : executors) {
            poll(
                    "executor " + executor.id() + " does not serve " + adapter + "@" + step,
                    () -> get(executor.address(), "/v1/models")
                            .filter(models -> serves(models, adapter, step))
                            .isPresent());
        }
    }

    private static boolean serves(JsonNode models, String adapter, long step) {
        for (JsonNode model : models.path("data")) {
            if (model.path("id").asText().equals(adapter)) {
                return model.path("version").asLong(-1) >= step;
            }
        }
        return false;
    }

    private interface Condition {
        boolean holds() throws InterruptedException;
    }

    private static void poll(String otherwise, Condition condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new IOException(otherwise + " after " + PATIENCE.toSeconds() + " s");
            }
            Thread.sleep(100);
        }
    }

    /** The answer of a server, if it is there and says 200. */
    private Optional<JsonNode> get(URI server, String path) throws InterruptedException {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(server.resolve(path))
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200
                    ? Optional.of(new ObjectMapper().readTree(response.body()))
                    : Optional.empty();
        } catch (IOException notYet) {
            return Optional.empty();
        }
    }

    private Map<ExecutorInfo, LedgerReport> ledgers(List<ExecutorInfo> executors)
            throws IOException, InterruptedException {
        LedgerReader reader = new LedgerReader(
                BraidSpark.secret(application.session().sparkContext()), Tls.members(application.conf()));
        Map<ExecutorInfo, LedgerReport> ledgers = new LinkedHashMap<>();
        for (ExecutorInfo executor : executors) {
            ledgers.put(executor, reader.read(executor.address()));
        }
        return ledgers;
    }

    private static List<RunReport.ExecutorShare> shares(
            Map<ExecutorInfo, LedgerReport> ledgers, FinetuneResult result) {
        List<RunReport.ExecutorShare> shares = new ArrayList<>();
        ledgers.forEach((executor, ledger) -> shares.add(new RunReport.ExecutorShare(
                executor.id(),
                executor.device(),
                result.tokensByExecutor().getOrDefault(executor.id(), 0L),
                ledger.tokens().prompt() + ledger.tokens().generated())));
        return shares;
    }

    private static List<RunReport.TokenRate> rates(Map<ExecutorInfo, LedgerReport> ledgers, long from, long to) {
        TreeMap<Long, long[]> sums = new TreeMap<>();
        for (long second = from; second < to; second++) {
            sums.put(second, new long[2]);
        }
        for (LedgerReport ledger : ledgers.values()) {
            for (LedgerReport.Second second : ledger.seconds()) {
                long[] sum = sums.get(second.epochSecond());
                if (sum != null) {
                    sum[0] += second.inference();
                    sum[1] += second.forward();
                }
            }
        }
        List<RunReport.TokenRate> rates = new ArrayList<>();
        sums.forEach((second, sum) -> rates.add(new RunReport.TokenRate((int) (second - from), sum[0], sum[1])));
        return rates;
    }

    /** The engine's targets, which requests that name none have, and what the clients saw of them. */
    private RunReport.SloOutcome slo(LoadGenerator.Outcome outcome) {
        double tpot = application.conf().get(SchedulerKeys.TPOT).toNanos() / 1e6;
        double ttft = application.conf().get(SchedulerKeys.TTFT).toNanos() / 1e6;
        int ofTpot = 0;
        int ofTtft = 0;
        int ofBoth = 0;
        for (Answer answer : outcome.answers()) {
            boolean paced = !(answer.tpotMillis() > tpot);
            boolean prompt = answer.ttftMillis() <= ttft;
            ofTpot += paced ? 1 : 0;
            ofTtft += prompt ? 1 : 0;
            ofBoth += paced && prompt ? 1 : 0;
        }
        return new RunReport.SloOutcome(tpot, ttft, outcome.requests(), ofTpot, ofTtft, ofBoth);
    }

    private static RunReport.WorkTokens work(Map<ExecutorInfo, LedgerReport> ledgers) {
        long prefill = 0;
        long decode = 0;
        long forward = 0;
        long backward = 0;
        for (LedgerReport ledger : ledgers.values()) {
            prefill += ledger.tokens().prompt();
            decode += ledger.tokens().decoded();
            forward += ledger.tokens().forward();
            backward += ledger.tokens().backward();
        }
        return new RunReport.WorkTokens(prefill, decode, forward, backward);
    }

    private static List<CoServingReport.StepTime> steps(Map<ExecutorInfo, LedgerReport> ledgers) {
        return ledgers.values().stream()
                .flatMap(ledger -> ledger.sampled().stream())
                .filter(step -> step.measuredNanos() > 0)
                .map(step -> new CoServingReport.StepTime(step.predictedNanos() / 1e6, step.measuredNanos() / 1e6))
                .toList();
    }

    /** Each has connections of its own: the server closes idle ones, perhaps just when the second exam would use them. */
    private Exam exam() {
        return new Exam(client(), heldOut, ANSWER_TOKENS);
    }

    private ChatClient client() {
        return new ChatClient(application.gateway(), Optional.empty(), PATIENCE);
    }

    private static List<RunReport.Example> examples(Exam.Result before, Exam.Result after) {
        List<RunReport.Example> examples = new ArrayList<>();
        int stride = Math.max(1, before.rows().size() / EXAMPLES);
        for (int i = 0; i < before.rows().size() && examples.size() < EXAMPLES; i += stride) {
            ExamRow row = before.rows().get(i);
            examples.add(new RunReport.Example(
                    row.question(),
                    row.answer(),
                    before.answers().get(i),
                    after.answers().get(i)));
        }
        return examples;
    }
}
