package dev.braid.dl4j.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.dl4j.stage.ModelDefinition.BatchNormalisation;
import dev.braid.gpp.formats.GraphFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class WholeModelTest {
    @TempDir
    Path folder;

    private static NeuralNetConfiguration.Builder settings() {
        return new NeuralNetConfiguration.Builder().seed(3).dataType(DataType.DOUBLE);
    }

    private static ComputationGraphConfiguration graph(NeuralNetConfiguration.Builder settings) {
        return settings.graphBuilder()
                .addInputs("in")
                .addLayer("hidden", new DenseLayer.Builder().nOut(4).build(), "in")
                .addLayer(
                        "out", new OutputLayer.Builder(LossFunction.MSE).nOut(2).build(), "hidden")
                .setOutputs("out")
                .setInputTypes(InputType.feedForward(3))
                .build();
    }

    private static MultiDataSet rows(Random random, ComputationGraph graph) {
        return new MultiDataSet(
                arrays(random, graph.getNumInputArrays(), new int[] {3}), arrays(random, 1, new int[] {2}));
    }

    private static INDArray[] arrays(Random random, int count, int[] widths) {
        INDArray[] arrays = new INDArray[count];
        for (int i = 0; i < count; i++) {
            double[] values = random.doubles(8L * widths[0]).toArray();
            arrays[i] = Nd4j.create(values, new long[] {8, widths[0]}, DataType.DOUBLE);
        }
        return arrays;
    }

    @Test
    void aModelThatIsPutTogetherFromItsStateTrainsOnAsIfNothingHadHappened() throws IOException {
        for (int seed = 0; seed < 5; seed++) {
            Random random = new Random(seed);
            ComputationGraph trained = new ComputationGraph(graph(settings().updater(new Adam(0.01))));
            trained.init();
            for (int i = 0; i < 7; i++) {
                trained.fit(rows(random, trained));
            }
            Path zip = folder.resolve("trained" + seed + ".zip");
            ModelSerializer.writeModel(trained, zip.toFile(), true);
            WholeModel read = WholeModel.read(zip.toString(), Map.of(), BatchNormalisation.REFUSED);
            assertEquals(7, read.iterations());
            WholeModel again = WholeModel.of(read.definition(), read.state(), read.iterations(), read.epochs());
            Path copy = folder.resolve("copy" + seed + ".zip");
            again.write(copy.toFile());
            ComputationGraph loaded = ComputationGraph.load(copy.toFile(), true);
            assertEquals(trained.params(), loaded.params());
            assertEquals(
                    trained.getUpdater().getStateViewArray(),
                    loaded.getUpdater().getStateViewArray());
            MultiDataSet next = rows(random, trained);
            trained.fit(next);
            loaded.fit(next);
            assertEquals(trained.params(), loaded.params(), "seed " + seed);
        }
    }

    @Test
    void aStackOfLayersAndAModelOfTheZooAreGraphsToo() throws IOException {
        MultiLayerNetwork stack = new MultiLayerNetwork(settings()
                .list()
                .layer(new DenseLayer.Builder().nIn(3).nOut(4).build())
                .layer(new OutputLayer.Builder(LossFunction.MSE).nOut(2).build())
                .build());
        stack.init();
        Path zip = folder.resolve("stack.zip");
        ModelSerializer.writeModel(stack, zip.toFile(), true);
        Path json = Files.writeString(
                folder.resolve("stack.json"), stack.getLayerWiseConfigurations().toJson());
        for (Path file : List.of(zip, json)) {
            WholeModel model = WholeModel.read(file.toString(), Map.of(), BatchNormalisation.REFUSED);
            assertEquals(3, model.definition().inputs().get(0).sampleLength());
            assertEquals(3 * 4 + 4 + 4 * 2 + 2, model.parameters());
        }
        WholeModel zoo =
                WholeModel.read("zoo:candle-uno?branches=2&layers=1&hidden=8", Map.of(), BatchNormalisation.REFUSED);
        assertEquals(2, zoo.definition().inputs().size());
    }

    @Test
    void whatCannotKeepItsMeaningIsRefusedByName() {
        ComputationGraphConfiguration normalised = settings()
                .graphBuilder()
                .addInputs("in")
                .addLayer("norm", new BatchNormalization.Builder().nOut(3).build(), "in")
                .addLayer(
                        "out", new OutputLayer.Builder(LossFunction.MSE).nOut(2).build(), "norm")
                .setOutputs("out")
                .setInputTypes(InputType.feedForward(3))
                .build();
        refused(normalised, "\"norm\" is a BatchNormalization.*per_micro_batch.*");
        ModelDefinition.of("model", normalised, Map.of("in", "feedforward:3"), BatchNormalisation.PER_MICRO_BATCH);

        ComputationGraphConfiguration truncated = graph(settings());
        truncated.setBackpropType(BackpropType.TruncatedBPTT);
        refused(truncated, "TruncatedBPTT.*Standard");
        refused(
                graph(settings().optimizationAlgo(OptimizationAlgorithm.LBFGS)),
                "\"hidden\" has the optimization algorithm LBFGS.*");
        refused(graph(settings().miniBatch(false)), "\"hidden\" has miniBatch false.*");
        refused(graph(settings().dataType(DataType.HALF)), "dataType is HALF.*");

        ComputationGraphConfiguration aimless = graph(settings());
        aimless.setNetworkOutputs(List.of("hidden"));
        refused(aimless, "output \"hidden\" is no output layer.*");
    }

    private static void refused(ComputationGraphConfiguration configuration, String reason) {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> ModelDefinition.of(
                        "model", configuration, Map.of("in", "feedforward:3"), BatchNormalisation.REFUSED));
        assertTrue(refusal.getMessage().matches("(?s)model: .*" + reason + ".*"), refusal.getMessage());
    }

    @Test
    void aTornZipIsRefusedByItsName() throws IOException {
        Path zip = folder.resolve("torn.zip");
        ComputationGraph graph = new ComputationGraph(graph(settings()));
        graph.init();
        ModelSerializer.writeModel(graph, zip.toFile(), true);
        byte[] bytes = Files.readAllBytes(zip);
        Files.write(zip, Arrays.copyOf(bytes, bytes.length / 2));
        GraphFileException refusal = assertThrows(
                GraphFileException.class, () -> WholeModel.read(zip.toString(), Map.of(), BatchNormalisation.REFUSED));
        assertTrue(refusal.getMessage().startsWith(zip.toString()), refusal.getMessage());
    }
}
