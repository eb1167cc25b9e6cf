package dev.braid.jobs.bench;

import dev.braid.model.files.HfFolder;
import dev.braid.model.files.ModelConfig;
import java.nio.file.Path;
import java.util.List;

/**
 * The model that a benchmark runs.
 *
 * @param folder Hugging Face folder
 * @param name as the report calls it
 */
public record BenchModel(Path folder, String name) {
    /** What the report says of the model: its name, its shape, its parameters. */
    List<Figure> figures() {
        ModelConfig config = HfFolder.open(folder).config();
        return List.of(
                new Figure.Word("model", name),
                new Figure.Count("layers", config.layers()),
                new Figure.Count("hidden", config.hidden()),
                new Figure.Count("intermediate", config.intermediate()),
                new Figure.Count("vocabulary", config.vocabSize()),
                new Figure.Count("parameters", config.parameters()));
    }
}
