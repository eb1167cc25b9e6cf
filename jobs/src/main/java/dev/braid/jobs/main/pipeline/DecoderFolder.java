package dev.braid.jobs.main.pipeline;

import dev.braid.data.text.Tokenizer;
import dev.braid.dl4j.stage.WholeModel;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.ConfException;
import dev.braid.jobs.conf.PipelineKeys;
import dev.braid.model.files.HfFolder;
import dev.braid.model.files.SpecialTokens;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The model folder in Hugging Face's layout that a job is to leave.
 *
 * @param tokenizer folder whose tokenizer goes with the model
 * @param tokens that begin and end a text
 */
record DecoderFolder(Path tokenizer, SpecialTokens tokens) {
    /**
     * Looks before the training whether there will be something to write.
     *
     * @throws ConfException naming what stands in the way
     */
    static Optional<DecoderFolder> of(BraidConf conf, WholeModel model) {
        if (conf.get(PipelineKeys.EXPORT) == PipelineKeys.Export.NONE) {
            return Optional.empty();
        }
        try {
            model.requireDecoder();
        } catch (IllegalArgumentException e) {
            throw new ConfException(PipelineKeys.EXPORT.name() + " is huggingface, but " + e.getMessage());
        }
        Path folder = TableSource.tokenizer(conf, PipelineKeys.EXPORT.name());
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            return Optional.of(new DecoderFolder(
                    folder,
                    new SpecialTokens(
                            tokenizer.bos(), tokenizer.eos().stream().sorted().toList())));
        }
    }

    /** Writes model and tokenizer. */
    void write(WholeModel model, Path folder) {
        model.writeDecoder(folder, tokens);
        HfFolder.copyTokenizer(tokenizer, folder);
    }
}
