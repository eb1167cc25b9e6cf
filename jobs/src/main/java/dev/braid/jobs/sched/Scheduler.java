package dev.braid.jobs.sched;

import java.util.ArrayList;
import java.util.List;

/**
 * Decides what each step computes: every decoding sequence's next token, then prompt chunks in order of admission,
 * then training with what is left. Pure: the same view gives the same plan.
 */
public final class Scheduler {
    private enum Load {
        TRAINING_ALONE,
        REQUESTS_RUNNING
    }

    private final SchedulerSettings settings;

    public Scheduler(SchedulerSettings settings) {
        this.settings = settings;
    }

    public SchedulerSettings settings() {
        return settings;
    }

    /**
     * How many of the waiting requests may start now, first come first served. A request is admitted when the pages of
     * its longest possible length are free, so that it never has to give them up.
     *
     * @param running sequences at present
     * @param freePages pages at present
     * @param pagesNeeded by each waiting request, in order of arrival
     */
    public int admit(int running, int freePages, List<Integer> pagesNeeded) {
        int admitted = 0;
        int free = freePages;
        for (int pages : pagesNeeded) {
            if (running + admitted == settings.maxSequences() || pages > free) {
                break;
            }
            free -= pages;
            admitted++;
        }
        return admitted;
    }

    /** The next step. */
    public StepPlan plan(SchedulerView view) {
        List<Work> work = new ArrayList<>();
        int room = settings.maxBatchTokens();
        for (SequenceView sequence : view.running()) {
            if (sequence.pending() == 1 && sequence.computed() > 0) {
                work.add(new Work.Decode(sequence.id()));
                room--;
            }
        }
        // What training will get is set aside, so that arrivals without end slow it down but never stop it.
        int reserved = Math.min(room / 2, view.sample().map(this::forwardNeed).orElse(0));
        room -= reserved;
        for (SequenceView sequence : view.running()) {
            int tokens = Math.min(room, Math.min(settings.prefillChunk(), sequence.pending()));
            if (tokens > 0 && (sequence.pending() > 1 || sequence.computed() == 0)) {
                work.add(new Work.Prefill(sequence.id(), sequence.computed(), tokens));
                room -= tokens;
            }
        }
        Load load = work.isEmpty() ? Load.TRAINING_ALONE : Load.REQUESTS_RUNNING;
        int left = room + reserved;
        view.sample().ifPresent(sample -> train(sample, load, left, work));
        return new StepPlan(view.step(), work);
    }

    private int forwardNeed(SampleView sample) {
        return Math.min(settings.forwardWindow(), sample.length() - sample.forwarded());
    }

    private void train(SampleView sample, Load load, int room, List<Work> work) {
        int forward = sample.length() - sample.forwarded();
        if (forward > 0) {
            int window =
                    Math.min(forward, Math.min(room, load == Load.TRAINING_ALONE ? room : settings.forwardWindow()));
            if (window > 0) {
                work.add(new Work.ForwardWindow(sample.id(), sample.forwarded(), window));
            }
            return;
        }
        int windows = load == Load.TRAINING_ALONE ? settings.backwardWindowsIdle() : settings.backwardWindowsBusy();
        int unfinished = sample.unfinished();
        int block = 0;
        while (windows-- > 0 && block < sample.blocks().size()) {
            int window = Math.min(settings.backwardWindow(), unfinished);
            work.add(new Work.BackwardWindow(sample.id(), sample.blocks().get(block), unfinished - window, window));
            unfinished -= window;
            if (unfinished == 0) {
                block++;
                unfinished = sample.length();
            }
        }
    }
}
