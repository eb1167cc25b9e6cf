package dev.braid.jobs.main.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.braid.data.pack.LocalShardStore;
import dev.braid.data.table.TableIndex;
import dev.braid.data.table.TableReader;
import dev.braid.dl4j.stage.ModelDefinition;
import dev.braid.dl4j.stage.WholeModel;
import dev.braid.gpp.plan.Stage;
import dev.braid.jobs.main.BraidApplication;
import dev.braid.jobs.pipeline.progress.MiniBatchDone;
import dev.braid.jobs.spark.JobMode;
import dev.braid.stage.BorderTensor;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** A model, a table with a signal that it can learn, a job that trains it, and plain DL4J on the same mini-batches. */
final class TrainCase {
    static final int BATCH = 8;
    static final int SEED = 11;
    /** At most as many as the tables of the models have. */
    private static final int ROWS = 40;

    private final Path folder;
    private final String name;
    private final ModelDefinition definition;
    final Path out;
    final Map<Long, Double> losses = new TreeMap<>();
    final List<PipelineEvent> events = new ArrayList<>();

    TrainCase(Path folder, String name, int rows) {
        this.folder = folder;
        this.name = name;
        this.out = folder.resolve("out");
        this.definition = WholeModel.read(name, Map.of(), ModelDefinition.BatchNormalisation.REFUSED)
                .definition();
        write(rows);
    }

    private List<BorderTensor> tensors() {
        return Stream.concat(definition.inputs().stream(), definition.labels().stream())
                .toList();
    }

    /** Labels are smooth functions of the inputs. */
    private void write(int rows) {
        Random random = new Random(SEED);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            List<String> fields = new ArrayList<>();
            double[] mean = new double[1];
            for (BorderTensor input : definition.inputs()) {
                double[] values = values(random, input);
                for (double value : values) {
                    mean[0] += value / values.length / (input.name().endsWith(".ids") ? ROWS : 1);
                }
                fields.add(field(input.name(), values));
            }
            for (BorderTensor label : definition.labels()) {
                double[] values = new double[label.sampleLength()];
                for (int j = 0; j < values.length; j++) {
                    values[j] = Math.sin(mean[0] + j);
                }
                fields.add(field(label.name(), values));
            }
            lines.add("{" + String.join(", ", fields) + "}");
        }
        try {
            Files.write(rows(), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Numbers of a table's rows, where the zoo's name says that an input is such. */
    private double[] values(Random random, BorderTensor input) {
        return input.name().endsWith(".ids")
                ? random.ints(input.sampleLength(), 0, ROWS).asDoubleStream().toArray()
                : random.doubles(input.sampleLength(), -1, 1).toArray();
    }

    /** A machine so slow, with links so fast, that a plan takes all devices, however small the model. */
    private Path slow() {
        try {
            return Files.write(
                    folder.resolve("slow.conf"),
                    List.of(
                            "memory 16GB",
                            "per_node 8",
                            "bandwidth 1000GB/s",
                            "latency 0us",
                            "bandwidth_between_nodes 1000GB/s",
                            "latency_between_nodes 0us",
                            "flops_per_second 0.001GFLOPS",
                            "memory_bandwidth 1GB/s",
                            "launch 0us"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Workers of the plan that the job made. */
    int workers() {
        return events.stream()
                .filter(PipelineEvent.Planned.class::isInstance)
                .map(PipelineEvent.Planned.class::cast)
                .mapToInt(planned ->
                        planned.plan().stages().stream().mapToInt(Stage::degree).sum())
                .findFirst()
                .orElseThrow();
    }

    Path rows() {
        return folder.resolve("rows.jsonl");
    }

    private static String field(String name, double[] values) {
        return "\"" + name + "\": "
                + Arrays.stream(values)
                        .mapToObj(value -> String.format(Locale.ROOT, "%.6f", value))
                        .collect(Collectors.joining(", ", "[", "]"));
    }

    SparkConf conf(String master) {
        String columns = tensors().stream()
                .map(tensor -> tensor.name() + "=" + tensor.name())
                .collect(Collectors.joining(";"));
        return new SparkConf(false)
                .setMaster(master)
                .setAppName("braid-train-test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.sql.shuffle.partitions", "2")
                .set("spark.executor.memory", "512m")
                .set("spark.executor.memoryOverhead", "512m")
                .set("spark.executor.extraClassPath", System.getProperty("surefire.test.class.path", ""))
                // These jobs last some seconds: half of that is compiling what has just been started.
                .set("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
                .set("spark.braid.pipeline.model", name)
                .set("spark.braid.pipeline.columns", columns)
                .set("spark.braid.pipeline.batch", "" + BATCH)
                .set("spark.braid.pipeline.devices", "2")
                .set("spark.braid.pipeline.profile", "counted")
                .set("spark.braid.pipeline.machine", slow().toString())
                .set("spark.braid.pipeline.timeout", "60s")
                .set("spark.braid.data.train", rows().toString())
                .set("spark.braid.train.seed", "" + SEED)
                .set("spark.braid.train.epochs", "1000")
                .set("spark.braid.out", out.toString());
    }

    TrainResult train(SparkConf conf, Consumer<PipelineEvent> observer) {
        return trainServing(conf, application -> observer);
    }

    /** @param observers the job's, once the application runs */
    TrainResult trainServing(SparkConf conf, Function<BraidApplication, Consumer<PipelineEvent>> observers) {
        try (BraidApplication application = BraidApplication.start(conf, JobMode.PIPELINE)) {
            Consumer<PipelineEvent> observer = observers.apply(application);
            return new TrainJob(application).run(event -> {
                events.add(event);
                if (event instanceof PipelineEvent.Trained trained) {
                    MiniBatchDone done = trained.miniBatch();
                    losses.put(done.iteration(), done.loss());
                }
                observer.accept(event);
            });
        }
    }

    /** Plain DL4J, as long as the job trained; losses must agree from the first to the last mini-batch. */
    ComputationGraph requireLossesOfPlainDl4j(int iterations, double tolerance) {
        ComputationGraph plain = new ComputationGraph(ComputationGraphConfiguration.fromJson(definition.json()));
        plain.init();
        requireLosses(plain, iterations, tolerance);
        return plain;
    }

    /** The job's losses are those of this network, trained alone on the same mini-batches. */
    void requireLosses(ComputationGraph plain, int iterations, double tolerance) {
        LocalShardStore store = new LocalShardStore(out.resolve("data"));
        TableReader reader = new TableReader(store, TableIndex.read(store), SEED, BATCH);
        for (int iteration = 0; iteration < iterations; iteration++) {
            plain.fit(new MultiDataSet(
                    arrays(reader, definition.inputs(), iteration), arrays(reader, definition.labels(), iteration)));
            double expected = plain.score();
            assertEquals(
                    expected,
                    losses.get((long) iteration),
                    tolerance * Math.abs(expected),
                    name + ", iteration " + iteration);
        }
    }

    /** The parameters of the model that a job has left on this machine. */
    static INDArray parameters(String zip) throws IOException {
        return ComputationGraph.load(new File(zip.replaceFirst("^file:", "")), true)
                .params();
    }

    private static INDArray[] arrays(TableReader reader, List<BorderTensor> tensors, int iteration) {
        return tensors.stream()
                .map(tensor -> {
                    float[] values = new float[BATCH * tensor.sampleLength()];
                    int[] at = {0};
                    reader.read(tensor.name(), iteration, 0, BATCH, number -> values[at[0]++] = number);
                    long[] shape = Stream.concat(Stream.of(BATCH), tensor.sampleShape().stream())
                            .mapToLong(Integer::longValue)
                            .toArray();
                    return Nd4j.create(values, shape, 'c');
                })
                .toArray(INDArray[]::new);
    }
}
