package dev.braid.jobs.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks a model all questions of an exam and keeps its answers, trimmed. */
public final class Exam {
    private final ChatClient client;
    private final List<ExamRow> rows;
    private final int maxTokens;

    /** @param maxTokens after which an answer is cut off */
    public Exam(ChatClient client, List<ExamRow> rows, int maxTokens) {
        this.client = client;
        this.rows = List.copyOf(rows);
        this.maxTokens = maxTokens;
    }

    /** The answers in order of the rows. */
    public record Result(List<ExamRow> rows, List<String> answers) {
        /** Fraction of the answers that are exactly right. */
        public double exactMatch() {
            int right = 0;
            for (int i = 0; i < rows.size(); i++) {
                right += rows.get(i).answer().strip().equals(answers.get(i)) ? 1 : 0;
            }
            return rows.isEmpty() ? 0 : (double) right / rows.size();
        }
    }

    /** Lets a model sit the exam, {@code atOnce} questions at a time. */
    public Result take(String model, int atOnce) throws IOException, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(atOnce);
        try {
            List<Future<String>> pending = new ArrayList<>();
            for (ExamRow row : rows) {
                pending.add(pool.submit(() ->
                        client.ask(model, row.question(), maxTokens).text().strip()));
            }
            List<String> answers = new ArrayList<>();
            for (Future<String> answer : pending) {
                answers.add(answer.get());
            }
            return new Result(rows, answers);
        } catch (ExecutionException e) {
            throw new IOException(
                    "a question of the exam got no answer: " + e.getCause().getMessage(), e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }
}
