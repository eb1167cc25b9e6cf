package dev.braid.submit.plan;

import dev.braid.gpp.compare.Comparison;
import dev.braid.gpp.compare.ComparisonJson;
import dev.braid.gpp.compare.ComparisonRow;
import dev.braid.gpp.compare.ComparisonSettings;
import dev.braid.gpp.compare.Growth;
import dev.braid.jobs.report.ComparisonPage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Compares the planners and leaves what came of it in files.
 *
 * @param nanos a clock
 * @param progress takes a line for each case that begins
 */
public record ComparisonRun(LongSupplier nanos, Consumer<String> progress) {
    /** Whether the growth of our search is measured. */
    public enum GrowthOfSearch {
        MEASURE,
        SKIP
    }

    /** What of the comparison is run; empty lists leave all. */
    public record Choice(List<String> models, List<String> machines, List<Integer> devices, GrowthOfSearch growth) {}

    /** Where results go beside the table. */
    public record Files(Optional<Path> json, Optional<Path> folder) {}

    /** The table's lines. */
    public List<String> run(PlanningFiles planning, Choice choice, Files files) throws IOException {
        ComparisonSettings settings = ComparisonSettings.read(planning.comparison())
                .only(choice.models(), choice.machines(), choice.devices());
        List<ComparisonRow> rows = new Comparison(nanos, progress).rows(settings);
        List<Growth.Point> growth = new ArrayList<>();
        if (choice.growth() == GrowthOfSearch.MEASURE) {
            growth.addAll(Growth.measure(settings.machines().get(0), nanos, progress));
        }
        String json = ComparisonJson.text(rows, growth);
        if (files.json().isPresent()) {
            PlanRun.write(json, files.json().get());
        }
        if (files.folder().isPresent()) {
            Path folder = files.folder().get();
            PlanRun.write(json, folder.resolve("comparison.json"));
            ComparisonPage.write(rows, growth, folder.resolve("comparison.html"));
        }
        return ComparisonTable.lines(rows, growth);
    }
}
