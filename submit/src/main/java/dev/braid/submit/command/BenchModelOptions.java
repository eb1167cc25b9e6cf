package dev.braid.submit.command;

import dev.braid.jobs.bench.BenchModel;
import dev.braid.jobs.bench.RandomModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Which model a benchmark runs: a folder, or drawn weights of a shape in a folder that goes afterwards. */
final class BenchModelOptions {
    private static final String DEFAULT_SHAPE = "4x896x4864";

    @Option(names = "--model", paramLabel = "DIR", description = "Hugging Face model folder.")
    private Path model;

    @Option(
            names = "--shape",
            paramLabel = "LxHxI",
            description = "Without --model: a Llama of L layers, hidden size H, intermediate size I with drawn weights,"
                    + " a vocabulary of 8192. Default: " + DEFAULT_SHAPE + ", for coserve 6x896x4864.")
    private String shape;

    private String defaultShape = DEFAULT_SHAPE;

    /** Draws weights of this shape where neither option is given. */
    BenchModelOptions orShape(String otherwise) {
        defaultShape = otherwise;
        return this;
    }

    /** Runs a benchmark with the model. */
    <T> T with(Function<BenchModel, T> benchmark) throws IOException {
        if (model != null && shape != null) {
            throw new IllegalArgumentException("--model and --shape exclude each other; leave one out");
        }
        if (model != null) {
            return benchmark.apply(new BenchModel(model, model.toString()));
        }
        String drawn = shape == null ? defaultShape : shape;
        List<Integer> sizes = Sizes.parse("--shape", drawn, 3, "LAYERSxHIDDENxINTERMEDIATE");
        RandomModel.Shape parsed = new RandomModel.Shape(sizes.get(0), sizes.get(1), sizes.get(2));
        Path folder = Files.createTempDirectory("braid-bench");
        try {
            RandomModel.write(folder, parsed);
            return benchmark.apply(new BenchModel(folder, "drawn weights, " + drawn));
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
