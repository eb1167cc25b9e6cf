package dev.braid.jobs.sched.tape;

import dev.braid.jobs.sched.Scheduler;
import dev.braid.jobs.sched.SchedulerEvent;
import dev.braid.jobs.sched.StepPlan;
import dev.braid.jobs.sched.latency.LatencyModel;
import dev.braid.jobs.sched.pages.PageKey;
import java.util.List;

/** Feeds a new scheduler with a recording and holds its plans against the recorded ones. */
public final class Replay {
    private final List<SchedulerEvent> events;
    private final Scheduler scheduler;
    private int next;
    private long plans;

    private Replay(Recording recording) {
        this.events = recording.events();
        double[] coefficients = recording.coefficients().stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        this.scheduler = new Scheduler(recording.settings(), recording.pool(), LatencyModel.of(coefficients));
    }

    /**
     * Plays a recording to its end; returns the number of plans, all of them as recorded.
     *
     * @throws IllegalStateException at the first plan that differs, with both
     */
    public static long run(Recording recording) {
        Replay replay = new Replay(recording);
        while (replay.next < replay.events.size()) {
            replay.play(replay.events.get(replay.next++));
        }
        return replay.plans;
    }

    private void play(SchedulerEvent event) {
        if (event instanceof SchedulerEvent.Offered offered) {
            scheduler.offer(offered.now(), offered.request());
        } else if (event instanceof SchedulerEvent.Started started) {
            long id = started.id();
            scheduler.start(id, page -> key(id, page));
        } else if (event instanceof SchedulerEvent.Dropped dropped) {
            scheduler.drop(dropped.now(), dropped.id());
        } else if (event instanceof SchedulerEvent.Planned planned) {
            compare(planned, scheduler.plan(planned.now()));
        } else if (event instanceof SchedulerEvent.Completed completed) {
            scheduler.complete(completed.now());
        } else if (event instanceof SchedulerEvent.TokenCame token) {
            scheduler.token(token.now(), token.id());
        } else {
            playTraining(event);
        }
    }

    private void playTraining(SchedulerEvent event) {
        if (event instanceof SchedulerEvent.SampleOffered offered) {
            scheduler.offer(offered.sample());
        } else if (event instanceof SchedulerEvent.SampleWithdrawn withdrawn) {
            scheduler.withdraw(withdrawn.id());
        } else if (event instanceof SchedulerEvent.SamplesBegun) {
            scheduler.beginSamples();
        } else if (event instanceof SchedulerEvent.Weighed weighed) {
            scheduler.weigh(weighed.job(), weighed.weight());
        } else {
            throw new IllegalStateException("event " + next + " is " + event + ", which nothing asked for");
        }
    }

    private PageKey key(long id, int page) {
        SchedulerEvent event = next < events.size() ? events.get(next++) : null;
        if (event instanceof SchedulerEvent.Keyed keyed && keyed.id() == id && keyed.page() == page) {
            return keyed.key();
        }
        throw new IllegalStateException("event " + next + " is " + event + ", but the key of page " + page
                + " of request " + id + " is asked for");
    }

    private void compare(SchedulerEvent.Planned recorded, StepPlan plan) {
        SchedulerEvent.Planned now =
                new SchedulerEvent.Planned(recorded.now(), plan.work(), plan.predictedNanos(), plan.slackNanos());
        if (!now.equals(recorded)) {
            throw new IllegalStateException("plan " + plans + " was " + recorded + " and is " + now);
        }
        plans++;
    }
}
