package dev.braid.submit.plan;

import dev.braid.gpp.compare.Contest;
import dev.braid.gpp.compare.OriginalJson;
import dev.braid.gpp.compare.OriginalPlan;
import dev.braid.gpp.compare.OriginalPlanner;
import dev.braid.gpp.compare.Planned;
import dev.braid.gpp.compare.PlannerKind;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.formats.PipeDreamProfile;
import dev.braid.gpp.formats.PlanJson;
import dev.braid.gpp.rival.OriginalOutcome;
import dev.braid.gpp.simulate.Schedule;
import dev.braid.jobs.report.PlanComparison;
import dev.braid.jobs.report.PlanPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Answers one request, by one planner or beside its rivals.
 *
 * @param nanos a clock
 * @param progress takes a line for each planner that begins
 */
public record PlanRun(LongSupplier nanos, Schedule schedule, Consumer<String> progress) {
    /** Whose formulas a rival plans by. */
    public enum Costs {
        SHARED,
        ORIGINAL
    }

    /** How a stage computes its gradients. */
    public enum Backward {
        WHOLE(Schedule.WHOLE_BACKWARD),
        SPLIT(Schedule.SPLIT_BACKWARD);

        private final Schedule schedule;

        Backward(Schedule schedule) {
            this.schedule = schedule;
        }

        public Schedule schedule() {
            return schedule;
        }
    }

    /**
     * What came of it.
     *
     * @param lines for people
     * @param reason why there is no plan; empty when there is one
     */
    public record Answer(String json, List<String> lines, Optional<String> reason) {}

    /** @param costs empty for a rival's own where it has some for this format */
    public Answer plan(PlanRequest request, PlannerKind kind, Optional<Costs> costs) throws IOException {
        boolean own = OriginalPlanner.knows(kind, request.file());
        if (costs.equals(Optional.of(Costs.ORIGINAL)) && !own) {
            throw new IllegalArgumentException(
                    "--costs is original, but " + kind.label() + " has no costs of its own for"
                            + " this graph: piper and 2bw have for Piper's JSON, pipedream for its graph.txt");
        }
        return own && costs.orElse(Costs.ORIGINAL) == Costs.ORIGINAL ? original(request, kind) : shared(request, kind);
    }

    private Answer original(PlanRequest request, PlannerKind kind) {
        OriginalPlanner planner = new OriginalPlanner(nanos);
        OriginalOutcome<OriginalPlan> outcome = request.file() instanceof PipeDreamProfile profile
                ? planner.pipeDream(profile, request.levels())
                : planner.piper(kind, request.piper());
        if (outcome instanceof OriginalOutcome.Infeasible<OriginalPlan> none) {
            return new Answer(OriginalJson.text(kind, none.reason()), List.of(), Optional.of(none.reason()));
        }
        OriginalPlan plan = ((OriginalOutcome.Found<OriginalPlan>) outcome).plan();
        return new Answer(OriginalJson.text(plan), PlanSummary.lines(plan), Optional.empty());
    }

    private Answer shared(PlanRequest request, PlannerKind kind) throws IOException {
        Problem problem = request.problem();
        Planned planned = new Contest(schedule, nanos).run(kind, problem);
        String json = PlanJson.text(planned.document(problem), problem);
        if (planned instanceof Planned.None none) {
            return new Answer(json, List.of(), Optional.of(none.reason()));
        }
        List<String> lines = new ArrayList<>(List.of(request.setting(problem), ""));
        lines.addAll(PlanSummary.lines((Planned.Found) planned, problem));
        return new Answer(json, lines, Optional.empty());
    }

    /** Writes {@code plan.html} and a JSON file for each planner; all under the shared costs. */
    public void page(PlanRequest request, PlannerKind kind, List<PlannerKind> rivals, Path folder) throws IOException {
        Problem problem = request.problem();
        Contest contest = new Contest(schedule, nanos);
        List<PlanComparison.Entry> entries = new ArrayList<>();
        List<PlanComparison.Missing> missing = new ArrayList<>();
        Files.createDirectories(folder);
        List<PlannerKind> all = new ArrayList<>(List.of(kind));
        rivals.stream().filter(rival -> rival != kind).distinct().forEach(all::add);
        for (PlannerKind each : all) {
            progress.accept("planning with " + each.label());
            Planned planned = contest.run(each, problem);
            PlanJson.write(planned.document(problem), problem, folder.resolve(each.label() + ".json"));
            if (planned instanceof Planned.Found found) {
                entries.add(new PlanComparison.Entry(
                        each.label(), found.plan(), found.simulation(), found.searchSeconds()));
            } else if (planned instanceof Planned.None none) {
                missing.add(new PlanComparison.Missing(each.label(), none.reason()));
            }
        }
        if (entries.isEmpty()
                || missing.stream().anyMatch(none -> none.planner().equals(kind.label()))) {
            throw new IllegalArgumentException(
                    kind.label() + " has no plan under the shared costs, so there is no page: "
                            + missing.get(0).reason());
        }
        PlanPage.write(
                new PlanComparison(request.setting(problem), problem, entries, missing), folder.resolve("plan.html"));
    }

    /** Writes a file, and the folders that it needs. */
    public static void write(String text, Path file) throws IOException {
        if (file.toAbsolutePath().getParent() != null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
        }
        Files.writeString(file, text);
    }
}
