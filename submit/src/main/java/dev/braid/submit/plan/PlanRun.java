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
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
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
        Planned.Found own = found(contested(kind, problem, folder));
        List<PlanComparison.Entry> entries = new ArrayList<>(List.of(entry(own)));
        List<PlanComparison.Missing> missing = new ArrayList<>();
        for (PlannerKind rival : new LinkedHashSet<>(rivals)) {
            if (rival == kind) {
                continue;
            }
            Planned planned = contested(rival, problem, folder);
            if (planned instanceof Planned.Found found) {
                entries.add(entry(found));
            } else {
                missing.add(new PlanComparison.Missing(rival.label(), ((Planned.None) planned).reason()));
            }
        }
        PlanComparison comparison = new PlanComparison(request.setting(problem), problem, entries, missing);
        PlanPage.write(comparison, folder.resolve("plan.html"));
    }

    private Planned contested(PlannerKind kind, Problem problem, Path folder) throws IOException {
        progress.accept("planning with " + kind.label());
        Planned planned = new Contest(schedule, nanos).run(kind, problem);
        write(PlanJson.text(planned.document(problem), problem), folder.resolve(kind.label() + ".json"));
        return planned;
    }

    private static Planned.Found found(Planned planned) {
        if (planned instanceof Planned.None none) {
            throw new IllegalArgumentException(none.planner().label()
                    + " has no plan under the shared costs, so there is no page: " + none.reason());
        }
        return (Planned.Found) planned;
    }

    private static PlanComparison.Entry entry(Planned.Found found) {
        return new PlanComparison.Entry(
                found.planner().label(), found.plan(), found.simulation(), found.searchSeconds());
    }

    /** Writes a file, and the folders that it needs. */
    public static void write(String text, Path file) throws IOException {
        try {
            makeFolder(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        } catch (FileSystemException e) {
            throw new IOException(file + " cannot be written (" + e + "); name a file in a folder that can", e);
        }
    }

    private static void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
    }
}
