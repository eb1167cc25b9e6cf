package dev.braid.dl4j.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.dl4j.layer.DecoderBlock;
import dev.braid.dl4j.layer.LinearLayer;
import dev.braid.dl4j.layer.RmsNormLayer;
import dev.braid.dl4j.layer.TokenEmbedding;
import dev.braid.dl4j.stage.ModelDefinition.BatchNormalisation;
import dev.braid.gpp.plan.InFlight;
import dev.braid.gpp.plan.Kfkb;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import dev.braid.stage.BorderTensor;
import dev.braid.stage.ParameterState;
import dev.braid.stage.StageReplica;
import dev.braid.stage.StageState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

/** Layers of other kinds than dense ones, cut in stages, against the whole graph. */
class LayerKindsTest {
    private static final int SAMPLES = 8;
    private static final int STEPS = 5;
    /** Tensors that hold numbers of classes. */
    private static final Map<String, Integer> CLASSES = Map.of("word", 7, "next", 7);

    private static GraphBuilder builder() {
        return new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(DataType.DOUBLE)
                .updater(new Adam(0.01))
                .graphBuilder();
    }

    private static DenseLayer dense(int width) {
        return new DenseLayer.Builder().nOut(width).activation(Activation.TANH).build();
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder(LossFunction.MSE)
                .nOut(2)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static ComputationGraphConfiguration recurrent() {
        return builder()
                .addInputs("series")
                .addLayer("lstm", new LSTM.Builder().nOut(4).build(), "series")
                .addLayer(
                        "attention",
                        new SelfAttentionLayer.Builder()
                                .nOut(4)
                                .nHeads(2)
                                .projectInput(true)
                                .build(),
                        "lstm")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "lstm", "attention")
                .addVertex("last", new LastTimeStepVertex("series"), "sum")
                .addLayer("summary", dense(3), "last")
                .addVertex("again", new DuplicateToTimeSeriesVertex("series"), "summary")
                .addVertex("both", new MergeVertex(), "again", "sum")
                .addLayer(
                        "out",
                        new RnnOutputLayer.Builder(LossFunction.MSE)
                                .nOut(2)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "both")
                .setOutputs("out")
                .setInputTypes(InputType.recurrent(3, 6))
                .build();
    }

    private static ComputationGraphConfiguration images() {
        return builder()
                .addInputs("image")
                .addLayer(
                        "conv1",
                        new ConvolutionLayer.Builder(3, 3)
                                .nOut(3)
                                .activation(Activation.TANH)
                                .build(),
                        "image")
                .addLayer(
                        "pool",
                        new SubsamplingLayer.Builder()
                                .kernelSize(2, 2)
                                .stride(2, 2)
                                .build(),
                        "conv1")
                .addLayer(
                        "conv2",
                        new ConvolutionLayer.Builder(2, 2)
                                .nOut(4)
                                .activation(Activation.TANH)
                                .build(),
                        "pool")
                .addLayer("mean", new GlobalPoolingLayer.Builder().build(), "conv2")
                .addLayer("flat", dense(5), "pool")
                .addVertex("both", new MergeVertex(), "mean", "flat")
                .addLayer("out", output(), "both")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(8, 8, 2))
                .build();
    }

    private static ComputationGraphConfiguration embedded() {
        return builder()
                .addInputs("word", "numbers")
                .addLayer("table", new EmbeddingLayer.Builder().nIn(7).nOut(4).build(), "word")
                .addLayer("frozen", new FrozenLayer(dense(4)), "numbers")
                .addLayer("learnt", dense(4), "frozen")
                .addVertex("both", new MergeVertex(), "table", "learnt")
                .addLayer("out", output(), "both")
                .setOutputs("out")
                .setInputTypes(InputType.feedForward(7), InputType.feedForward(3))
                .build();
    }

    private static ComputationGraphConfiguration decoder() {
        return builder()
                .addInputs("word")
                .addLayer(
                        "table",
                        new TokenEmbedding.Builder().vocabulary(7).nOut(6).build(),
                        "word")
                .addLayer("block0", block(), "table")
                .addLayer("block1", block(), "block0")
                .addLayer("norm", new RmsNormLayer.Builder().build(), "block1")
                .addLayer("head", new LinearLayer.Builder().nOut(7).build(), "norm")
                .addLayer(
                        "next",
                        new RnnLossLayer.Builder(new LossSparseMCXENT())
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "head")
                .setOutputs("next")
                .setInputTypes(InputType.feedForward(5))
                .build();
    }

    private static DecoderBlock block() {
        return new DecoderBlock.Builder().heads(3).kvHeads(1).intermediate(8).build();
    }

    static Stream<Arguments> kinds() {
        return Stream.of(
                Arguments.of("recurrent", recurrent(), Map.of("series", "recurrent:3x6")),
                Arguments.of("images", images(), Map.of("image", "convolutional:2x8x8")),
                Arguments.of("embedded", embedded(), Map.of("numbers", "feedforward:3")),
                Arguments.of("decoder", decoder(), Map.of()));
    }

    /** One after another, at most so many vertices in a stage. */
    private static LocalPipeline pipeline(
            ModelDefinition definition, StageState state, int perStage, int microBatch, List<StageReplica> replicas) {
        List<String> vertices = definition.vertices();
        List<Stage> stages = new ArrayList<>();
        for (int from = 0; from < vertices.size(); from += perStage) {
            int id = stages.size();
            StageReplica replica = definition
                    .stage(id, vertices.subList(from, Math.min(vertices.size(), from + perStage)))
                    .open();
            replica.load(state);
            replicas.add(replica);
            boolean last = from + perStage >= vertices.size();
            stages.add(new Stage(
                    id,
                    List.of(id),
                    List.of(),
                    List.of(id),
                    microBatch,
                    1,
                    microBatch,
                    last ? List.of() : List.of(id + 1)));
        }
        List<Stage> filled = InFlight.fill(stages, SAMPLES);
        return new LocalPipeline(
                filled,
                Kfkb.programs(new Plan("line", filled), SAMPLES),
                replicas.stream().map(List::of).toList(),
                SAMPLES);
    }

    private static Map<String, INDArray> random(
            Random random, List<BorderTensor> tensors, Map<String, Integer> classes) {
        Map<String, INDArray> arrays = new HashMap<>();
        for (BorderTensor tensor : tensors) {
            double[] values = new double[SAMPLES * tensor.sampleLength()];
            for (int i = 0; i < values.length; i++) {
                values[i] = classes.containsKey(tensor.name())
                        ? random.nextInt(classes.get(tensor.name()))
                        : random.nextGaussian();
            }
            long[] shape = Stream.concat(Stream.of(SAMPLES), tensor.sampleShape().stream())
                    .mapToLong(Integer::longValue)
                    .toArray();
            arrays.put(tensor.name(), Nd4j.create(values, shape, 'c').castTo(DataType.DOUBLE));
        }
        return arrays;
    }

    private static ByteBuffer bytes(INDArray array) {
        ByteBuffer buffer = ByteBuffer.allocateDirect((int) array.length() * 8).order(ByteOrder.nativeOrder());
        double[] values = array.dup('c').data().asDouble();
        for (int i = 0; i < values.length; i++) {
            buffer.putDouble(i * 8, values[i]);
        }
        return buffer;
    }

    private static void requireSame(StageState expected, List<StageReplica> replicas, double tolerance, String what) {
        Map<String, ParameterState> mine = new HashMap<>();
        replicas.forEach(
                replica -> replica.state().parameters().forEach(parameter -> mine.put(parameter.name(), parameter)));
        for (ParameterState parameter : expected.parameters()) {
            ByteBuffer want = parameter.weights();
            ByteBuffer got = mine.get(parameter.name()).weights();
            for (int i = 0; i < want.remaining(); i += 8) {
                assertEquals(want.getDouble(i), got.getDouble(i), tolerance, what + ": " + parameter.name());
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void stagesTrainAsTheWholeGraph(
            String kind, ComputationGraphConfiguration configuration, Map<String, String> types) {
        ModelDefinition definition = ModelDefinition.of(kind, configuration, types, BatchNormalisation.REFUSED);
        for (int perStage = 1; perStage <= 3; perStage++) {
            for (int microBatch : new int[] {2, 8}) {
                Random random = new Random(perStage);
                ComputationGraph whole = new ComputationGraph(configuration.clone());
                whole.init();
                List<StageReplica> replicas = new ArrayList<>();
                LocalPipeline pipeline = pipeline(definition, GraphState.read(whole), perStage, microBatch, replicas);
                for (int step = 0; step < STEPS; step++) {
                    Map<String, INDArray> inputs = random(random, definition.inputs(), CLASSES);
                    Map<String, INDArray> labels = random(random, definition.labels(), CLASSES);
                    Map<String, ByteBuffer> data = new HashMap<>();
                    inputs.forEach((name, array) -> data.put(name, bytes(array)));
                    labels.forEach((name, array) -> data.put("label:" + name, bytes(array)));
                    double score = pipeline.miniBatch(step, 0, data);
                    pipeline.update();
                    whole.fit(new MultiDataSet(
                            definition.inputs().stream()
                                    .map(each -> inputs.get(each.name()))
                                    .toArray(INDArray[]::new),
                            definition.labels().stream()
                                    .map(each -> labels.get(each.name()))
                                    .toArray(INDArray[]::new)));
                    assertEquals(whole.score(), score, 1e-8, kind + ", " + perStage + " a stage, step " + step);
                }
                requireSame(GraphState.read(whole), replicas, 1e-6, kind + ", " + perStage + " a stage");
            }
        }
    }

    @Test
    void batchNormalisationOverTheOneMicroBatchIsThatOfTheWholeGraph() {
        ComputationGraphConfiguration configuration = builder()
                .addInputs("in")
                .addLayer("first", dense(4), "in")
                .addLayer("norm", new BatchNormalization.Builder().build(), "first")
                .addLayer("out", output(), "norm")
                .setOutputs("out")
                .setInputTypes(InputType.feedForward(3))
                .build();
        ModelDefinition definition =
                ModelDefinition.of("norm", configuration, Map.of(), BatchNormalisation.PER_MICRO_BATCH);
        ComputationGraph whole = new ComputationGraph(configuration.clone());
        whole.init();
        List<StageReplica> replicas = new ArrayList<>();
        LocalPipeline pipeline = pipeline(definition, GraphState.read(whole), 2, SAMPLES, replicas);
        Random random = new Random(1);
        for (int step = 0; step < STEPS; step++) {
            INDArray in = random(random, definition.inputs(), Map.of()).get("in");
            INDArray out = random(random, definition.labels(), Map.of()).get("out");
            pipeline.miniBatch(step, 0, Map.of("in", bytes(in), "label:out", bytes(out)));
            pipeline.update();
            whole.fit(new MultiDataSet(in, out));
        }
        requireSame(GraphState.read(whole), replicas, 1e-9, "batch normalisation, running figures among it");
    }

    @Test
    void dropoutDrawsTheSameWhenAnIterationIsDoneAgain() {
        ComputationGraphConfiguration configuration = builder()
                .addInputs("in")
                .addLayer("first", dense(16), "in")
                .addLayer("drop", new DropoutLayer(0.5), "first")
                .addLayer("out", output(), "drop")
                .setOutputs("out")
                .setInputTypes(InputType.feedForward(3))
                .build();
        ModelDefinition definition = ModelDefinition.of("dropout", configuration, Map.of(), BatchNormalisation.REFUSED);
        ComputationGraph whole = new ComputationGraph(configuration);
        whole.init();
        Random random = new Random(1);
        Map<String, ByteBuffer> data = Map.of(
                "in", bytes(random(random, definition.inputs(), Map.of()).get("in")),
                "label:out", bytes(random(random, definition.labels(), Map.of()).get("out")));
        List<Double> scores = new ArrayList<>();
        for (long iteration : new long[] {4, 4, 5}) {
            List<StageReplica> replicas = new ArrayList<>();
            LocalPipeline pipeline = pipeline(definition, GraphState.read(whole), 1, 2, replicas);
            Nd4j.getRandom().setSeed(random.nextLong());
            scores.add(pipeline.miniBatch(iteration, 0, data));
        }
        assertEquals(scores.get(0), scores.get(1));
        assertTrue(Math.abs(scores.get(0) - scores.get(2)) > 1e-9, scores.toString());
    }
}
