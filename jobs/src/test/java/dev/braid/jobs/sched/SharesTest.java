package dev.braid.jobs.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.braid.jobs.sched.latency.LatencyModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;

/** Finetuning jobs share the scheduler's training by weight, whatever the lengths of their samples. */
class SharesTest {
    private static final int MOST_TOKENS = 64;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final Scheduler scheduler = new Scheduler(
            new SchedulerSettings(48, 4, 4, new Policy.CoServing(), Slo.ofMillis(10, 1000)),
            new KvPool(16, 16, 4, 2),
            LatencyModel.unknown());
    private final Map<Long, SampleSpec> waiting = new HashMap<>();
    private final Map<String, Long> trained = new HashMap<>();
    private long ids;
    private long now;

    private void fill(List<String> jobs) {
        for (String job : jobs) {
            while (waiting.values().stream().filter(s -> s.job().equals(job)).count() < 3) {
                // The jobs' samples differ in length: shares are of tokens.
                int longest = job.equals("one") ? MOST_TOKENS : MOST_TOKENS / 4;
                SampleSpec sample = new SampleSpec(ids++, job, 1 + random.nextInt(longest), List.of(2, 1, 0), 2);
                waiting.put(sample.id(), sample);
                scheduler.offer(sample);
            }
        }
    }

    private void step() {
        scheduler.beginSamples();
        if (scheduler.plan(now).isEmpty()) {
            return;
        }
        now += 1_000_000;
        OptionalLong done = scheduler.complete(now);
        if (done.isPresent()) {
            SampleSpec sample = waiting.remove(done.getAsLong());
            trained.merge(sample.job(), (long) sample.length(), Long::sum);
        }
    }

    private void assertShares(List<String> jobs, List<Integer> weights) {
        trained.clear();
        for (int i = 0; i < 20_000; i++) {
            fill(jobs);
            step();
        }
        List<Double> shares = new ArrayList<>();
        double all = trained.values().stream().mapToLong(Long::longValue).sum();
        int sum = weights.stream().mapToInt(Integer::intValue).sum();
        for (int i = 0; i < jobs.size(); i++) {
            double share = (double) weights.get(i) / sum;
            assertEquals(share, trained.get(jobs.get(i)) / all, 0.1 * share, jobs.get(i) + " " + shares + " " + seed);
        }
    }

    @RepeatedTest(3)
    void weightsAreSharesOfTokensAndWhoEndsLeavesHisToTheOthers() {
        scheduler.weigh("three", 3);
        assertShares(List.of("one", "three"), List.of(1, 3));
        scheduler.weigh("brief", 2);
        assertShares(List.of("one", "three", "brief"), List.of(1, 3, 2));
        assertShares(List.of("one", "three"), List.of(1, 3));
        // A job that comes back is owed nothing for the time that it was away.
        assertShares(List.of("one", "three", "brief"), List.of(1, 3, 2));
    }
}
