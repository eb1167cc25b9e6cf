package dev.braid.jobs.main.pipeline;

import dev.braid.dl4j.stage.WholeModel;
import dev.braid.jobs.conf.PipelineKeys;
import dev.braid.jobs.pipeline.checkpoint.Manifest;
import dev.braid.jobs.report.TrainingPage;
import dev.braid.jobs.report.TrainingReport;
import dev.braid.stage.StageState;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What a run leaves beside its checkpoints: the model and the report. */
record RunOutput(TrainFolder out, PipelineRun.Work work) {
    /**
     * Writes DL4J's zip, and before it the folder that was asked for.
     *
     * @param state all parameters
     * @param epochs passes of this run
     */
    void model(StageState state, Manifest last, int epochs) {
        WholeModel model = WholeModel.of(
                work.model().definition(),
                state,
                last.startIterations() + last.iterations(),
                last.startEpochs() + epochs);
        WholeModel merged = model.merged();
        work.export().ifPresent(decoder -> out.writeDecoder(local -> decoder.write(merged, local)));
        WholeModel saved = work.loraSave() == PipelineKeys.LoraSave.KEPT ? model : merged;
        out.writeModel(local -> {
            try {
                saved.write(local.toFile());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Writes the page; without a mini-batch in this run there is nothing to show. */
    void report(RunHistory history, int restarts, double seconds) {
        history.measured().ifPresent(measured -> {
            TrainingReport report = new TrainingReport(
                    work.ordered().name(),
                    work.setting(),
                    work.problem(),
                    work.planned().plan(),
                    work.planned().simulation(),
                    measured,
                    history.points(),
                    restarts,
                    seconds);
            try {
                out.writeReport(TrainingPage.render(report));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
