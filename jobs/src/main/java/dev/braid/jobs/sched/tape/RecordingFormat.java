package dev.braid.jobs.sched.tape;

import dev.braid.jobs.sched.KvPool;
import dev.braid.jobs.sched.Policy;
import dev.braid.jobs.sched.SampleSpec;
import dev.braid.jobs.sched.SchedulerSettings;
import dev.braid.jobs.sched.Slo;
import dev.braid.jobs.sched.Work;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a recording stands in a file: a header of four lines, then an event a line, each the event's word and its fields
 * with a space between. Names are URL-encoded, numbers exact.
 */
final class RecordingFormat {
    /** The first line of a file; its number grows when older readers can no longer read it. */
    static final String VERSION = "braid-scheduler-recording 1";

    static final String SETTINGS = "settings";
    static final String POOL = "pool";
    static final String LATENCY = "latency";

    private RecordingFormat() {}

    static String settings(SchedulerSettings settings) {
        return line(
                SETTINGS,
                settings.maxBatchTokens(),
                settings.maxSequences(),
                settings.maxWaiting(),
                settings.policy().label(),
                settings.slo().tpotNanos(),
                settings.slo().ttftNanos());
    }

    static SchedulerSettings settings(Words words) {
        return new SchedulerSettings(
                words.integer(), words.integer(), words.integer(), Policy.of(words.word()), slo(words));
    }

    static Slo slo(Words words) {
        return new Slo(words.number(), words.number());
    }

    static String pool(KvPool pool) {
        return line(POOL, pool.pages(), pool.pageTokens(), pool.trainingPages(), pool.lanes());
    }

    static KvPool pool(Words words) {
        return new KvPool(words.integer(), words.integer(), words.integer(), words.integer());
    }

    static String coefficients(List<Double> coefficients) {
        return line(LATENCY, coefficients.stream().map(Object::toString).collect(Collectors.joining(" ")));
    }

    static String sample(SampleSpec sample) {
        String blocks = sample.blocks().stream().map(Object::toString).collect(Collectors.joining(","));
        return line(name(sample.job()), sample.id(), sample.length(), sample.head(), blocks);
    }

    static SampleSpec sample(Words words) {
        String job = named(words.word());
        long id = words.number();
        int length = words.integer();
        int head = words.integer();
        List<Integer> blocks =
                Arrays.stream(words.word().split(",")).map(Integer::valueOf).toList();
        return new SampleSpec(id, job, length, blocks, head);
    }

    /** Work with commas between its fields, pieces with spaces. */
    static String work(List<Work> work) {
        return work.stream().map(RecordingFormat::work).collect(Collectors.joining(" "));
    }

    private static String work(Work work) {
        if (work instanceof Work.Decode decode) {
            return "d," + decode.sequence();
        } else if (work instanceof Work.Prefill prefill) {
            return "p," + prefill.sequence() + "," + prefill.from() + "," + prefill.tokens();
        } else if (work instanceof Work.ForwardWindow window) {
            return "f," + window.sample() + "," + window.from() + "," + window.tokens();
        }
        Work.BackwardWindow window = (Work.BackwardWindow) work;
        return "b," + window.sample() + "," + window.block() + "," + window.from() + "," + window.tokens();
    }

    static Work work(String text) {
        String[] fields = text.split(",");
        long id = Long.parseLong(fields[1]);
        return switch (fields[0]) {
            case "d" -> new Work.Decode(id);
            case "p" -> new Work.Prefill(id, Integer.parseInt(fields[2]), Integer.parseInt(fields[3]));
            case "f" -> new Work.ForwardWindow(id, Integer.parseInt(fields[2]), Integer.parseInt(fields[3]));
            case "b" ->
                new Work.BackwardWindow(
                        id, Integer.parseInt(fields[2]), Integer.parseInt(fields[3]), Integer.parseInt(fields[4]));
            default -> throw new IllegalArgumentException("work is '" + text + "', must begin with d, p, f or b");
        };
    }

    static String name(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static String named(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    static String line(Object... fields) {
        return Arrays.stream(fields).map(Object::toString).collect(Collectors.joining(" "));
    }
}
