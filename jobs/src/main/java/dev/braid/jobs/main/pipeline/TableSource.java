package dev.braid.jobs.main.pipeline;

import dev.braid.data.row.FileFormat;
import dev.braid.data.spark.RowSource;
import dev.braid.data.table.ColumnRows;
import dev.braid.data.table.TableRows;
import dev.braid.data.table.TensorColumns;
import dev.braid.data.table.TokenRows;
import dev.braid.data.text.Tokenizer;
import dev.braid.data.text.TokenizerFolder;
import dev.braid.dl4j.stage.ModelDefinition;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.ConfException;
import dev.braid.jobs.conf.DataKeys;
import dev.braid.jobs.conf.PipelineKeys;
import dev.braid.stage.BorderTensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the configuration says of a job's data: where the rows are, and how they become the model's tensors. */
record TableSource(RowSource source, TableRows rows) {
    /** @throws ConfException naming the key that does not fit the model or another key */
    static TableSource of(BraidConf conf, ModelDefinition model) {
        DataKeys.Format format = conf.get(DataKeys.FORMAT);
        RowSource source = new RowSource(
                conf.get(DataKeys.TRAIN),
                format == DataKeys.Format.AUTO ? Optional.empty() : Optional.of(FileFormat.of(format.name())),
                Optional.empty(),
                conf.get(DataKeys.QUARANTINE_MAX_FRACTION));
        Optional<String> columns = conf.get(PipelineKeys.COLUMNS);
        Optional<String> text = conf.get(PipelineKeys.TEXT);
        if (columns.isPresent() == text.isPresent()) {
            throw new ConfException(PipelineKeys.COLUMNS.name() + " and " + PipelineKeys.TEXT.name() + " are "
                    + (text.isPresent() ? "both" : "neither")
                    + " set; set the columns of the model's tensors, or, for a"
                    + " language model, the column of its text");
        }
        return new TableSource(source, columns.isPresent() ? columns(columns.get(), model) : tokens(conf, model));
    }

    private static TableRows columns(String columns, ModelDefinition model) {
        Map<String, Integer> widths = new LinkedHashMap<>();
        Stream.concat(model.inputs().stream(), model.labels().stream())
                .forEach(tensor -> widths.put(tensor.name(), tensor.sampleLength()));
        try {
            return new ColumnRows(TensorColumns.parse(columns, widths));
        } catch (IllegalArgumentException e) {
            throw new ConfException(PipelineKeys.COLUMNS.name() + ": " + e.getMessage());
        }
    }

    private static TableRows tokens(BraidConf conf, ModelDefinition model) {
        TokenizerFolder tokenizer = TokenizerFolder.read(tokenizer(conf, PipelineKeys.TEXT.name()));
        List<BorderTensor> inputs = model.inputs();
        List<BorderTensor> labels = model.labels();
        boolean fits = inputs.size() == 1
                && labels.size() == 1
                && inputs.get(0).sampleLength() == labels.get(0).sampleLength();
        if (!fits || model.vocabulary().isEmpty()) {
            throw new ConfException(PipelineKeys.TEXT.name() + " is set, but " + model.name()
                    + " is no language model with one input of tokens and one label for each: its inputs are " + inputs
                    + ", its labels " + labels + "; set " + PipelineKeys.COLUMNS.name() + " in its place");
        }
        requireVocabulary(tokenizer, model);
        return new TokenRows(
                tokenizer,
                conf.get(PipelineKeys.TEXT).orElseThrow(),
                inputs.get(0).sampleLength(),
                inputs.get(0).name(),
                labels.get(0).name());
    }

    private static void requireVocabulary(TokenizerFolder folder, ModelDefinition model) {
        try (Tokenizer tokenizer = new Tokenizer(folder)) {
            long rows = model.vocabulary().orElseThrow();
            if (tokenizer.vocabularySize() > rows) {
                throw new ConfException(PipelineKeys.TOKENIZER.name() + " is " + folder.name() + ", which has "
                        + tokenizer.vocabularySize() + " tokens, but " + model.name() + " has a vocabulary of " + rows
                        + "; give the model at least as many, or take the tokenizer that it was made for");
            }
        }
    }

    /** The folder of the tokenizer, which another key needs. */
    static Path tokenizer(BraidConf conf, String needs) {
        return Path.of(conf.get(PipelineKeys.TOKENIZER)
                .orElseThrow(() -> new ConfException(PipelineKeys.TOKENIZER.name() + " is none, but " + needs
                        + " needs a tokenizer; set it to a folder with tokenizer.json")));
    }
}
