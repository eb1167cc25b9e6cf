package dev.braid.jobs.sched.tape;

import dev.braid.jobs.sched.RequestSpec;
import dev.braid.jobs.sched.SchedulerEvent;
import dev.braid.jobs.sched.Work;
import dev.braid.jobs.sched.pages.PageKey;
import java.util.ArrayList;
import java.util.List;

/** Events as lines of a {@link RecordingFormat} and back. */
final class EventLines {
    private EventLines() {}

    static String of(SchedulerEvent event) {
        if (event instanceof SchedulerEvent.Offered offered) {
            RequestSpec request = offered.request();
            return RecordingFormat.line(
                    "offered",
                    offered.now(),
                    request.id(),
                    request.promptTokens(),
                    request.maxTokens(),
                    request.slo().tpotNanos(),
                    request.slo().ttftNanos(),
                    request.priority());
        } else if (event instanceof SchedulerEvent.Started started) {
            return RecordingFormat.line("started", started.id());
        } else if (event instanceof SchedulerEvent.Keyed keyed) {
            return RecordingFormat.line(
                    "keyed",
                    keyed.id(),
                    keyed.page(),
                    keyed.key().high(),
                    keyed.key().low());
        } else if (event instanceof SchedulerEvent.Dropped dropped) {
            return RecordingFormat.line("dropped", dropped.now(), dropped.id());
        } else if (event instanceof SchedulerEvent.Planned planned) {
            return RecordingFormat.line(
                            "planned",
                            planned.now(),
                            planned.predictedNanos(),
                            planned.slackNanos(),
                            RecordingFormat.work(planned.work()))
                    .strip();
        } else if (event instanceof SchedulerEvent.Completed completed) {
            return RecordingFormat.line("completed", completed.now());
        } else if (event instanceof SchedulerEvent.TokenCame token) {
            return RecordingFormat.line("token", token.now(), token.id());
        }
        return ofTraining(event);
    }

    private static String ofTraining(SchedulerEvent event) {
        if (event instanceof SchedulerEvent.Weighed weighed) {
            return RecordingFormat.line("weighed", RecordingFormat.name(weighed.job()), weighed.weight());
        } else if (event instanceof SchedulerEvent.SampleOffered offered) {
            return "sample " + RecordingFormat.sample(offered.sample());
        } else if (event instanceof SchedulerEvent.SampleWithdrawn withdrawn) {
            return RecordingFormat.line("withdrawn", withdrawn.id());
        } else if (event instanceof SchedulerEvent.SamplesBegun) {
            return "lanes";
        }
        throw new IllegalArgumentException("event " + event + " has no line");
    }

    /** @throws IllegalArgumentException when the line is not one of an event */
    static SchedulerEvent of(String line) {
        Words words = new Words(line);
        SchedulerEvent event = read(words);
        if (!words.isOver()) {
            throw new IllegalArgumentException("it has too many fields");
        }
        return event;
    }

    private static SchedulerEvent read(Words words) {
        String kind = words.word();
        return switch (kind) {
            case "offered" -> new SchedulerEvent.Offered(words.number(), request(words));
            case "started" -> new SchedulerEvent.Started(words.number());
            case "keyed" ->
                new SchedulerEvent.Keyed(words.number(), words.integer(), new PageKey(words.number(), words.number()));
            case "dropped" -> new SchedulerEvent.Dropped(words.number(), words.number());
            case "planned" -> planned(words);
            case "completed" -> new SchedulerEvent.Completed(words.number());
            case "token" -> new SchedulerEvent.TokenCame(words.number(), words.number());
            case "weighed" -> new SchedulerEvent.Weighed(RecordingFormat.named(words.word()), words.decimal());
            case "sample" -> new SchedulerEvent.SampleOffered(RecordingFormat.sample(words));
            case "withdrawn" -> new SchedulerEvent.SampleWithdrawn(words.number());
            case "lanes" -> new SchedulerEvent.SamplesBegun();
            default -> throw new IllegalArgumentException("'" + kind + "' is not the word of an event");
        };
    }

    private static SchedulerEvent planned(Words words) {
        long now = words.number();
        long predicted = words.number();
        long slack = words.number();
        return new SchedulerEvent.Planned(now, work(words), predicted, slack);
    }

    private static RequestSpec request(Words words) {
        return new RequestSpec(
                words.number(), words.integer(), words.integer(), RecordingFormat.slo(words), words.integer());
    }

    private static List<Work> work(Words words) {
        List<Work> work = new ArrayList<>();
        while (!words.isOver()) {
            work.add(RecordingFormat.work(words.word()));
        }
        return work;
    }
}
