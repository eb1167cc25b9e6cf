package dev.braid.dl4j.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.gpp.plan.Kfkb;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.StageProgram;
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
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Stages compute what the whole graph computes: random graphs, cuts, micro-batches, degrees and orders. */
class StageGradientsTest {
    private static final int GRAPHS = 200;
    private static final int MIXED = 60;
    private static final int STEPS = 10;
    private static final int SAMPLES = 8;
    private static final double TOLERANCE = 1e-6;

    @Test
    void gradientsOfAMiniBatchAreThoseOfTheWholeGraphAndSoAreTenStepsOfAdam() {
        for (int seed = 0; seed < GRAPHS; seed++) {
            Case drawn = new Case(seed, RandomGraphs.Updaters.ADAM);
            double score = drawn.pipeline(0);
            drawn.whole.setInputs(drawn.inputs);
            drawn.whole.setLabels(drawn.labels);
            drawn.whole.computeGradientAndScore();
            assertEquals(drawn.whole.score(), score, 1e-9, drawn::toString);
            drawn.whole.gradient().gradientForVariable().forEach((name, expected) -> {
                double most = expected.sub(drawn.gradient(name, expected))
                        .amaxNumber()
                        .doubleValue();
                double size = Math.max(1, expected.amaxNumber().doubleValue());
                assertTrue(most <= TOLERANCE * size, () -> drawn + ": gradient " + name + " differs by " + most);
            });
            train(drawn);
        }
    }

    @Test
    void mixedUpdatersPenaltiesNormalisationConstraintsAndSchedulesKeepTheirMeaning() {
        for (int seed = GRAPHS; seed < GRAPHS + MIXED; seed++) {
            train(new Case(seed, RandomGraphs.Updaters.MIXED));
        }
    }

    private static void train(Case drawn) {
        for (int step = 0; step < STEPS; step++) {
            double score = drawn.pipeline(step);
            drawn.whole.fit(new MultiDataSet(drawn.inputs, drawn.labels));
            assertEquals(drawn.whole.score(), score, 1e-6 * Math.max(1, Math.abs(score)), drawn + ", step " + step);
            drawn.update();
        }
        drawn.requireSameState();
    }

    /** One graph with its cut, both as a whole and in stages. */
    private static final class Case {
        final int seed;
        final ComputationGraph whole;
        final RandomCuts.Cut cut;
        final List<List<StageReplica>> replicas = new ArrayList<>();
        final LocalPipeline pipeline;
        final INDArray[] inputs;
        final INDArray[] labels;
        final Map<String, ByteBuffer> data = new HashMap<>();
        final List<StageProgram> programs;

        Case(int seed, RandomGraphs.Updaters updaters) {
            this.seed = seed;
            Random random = new Random(seed);
            ComputationGraphConfiguration configuration = RandomGraphs.draw(random, updaters);
            ModelDefinition definition = ModelDefinition.of(
                    "graph " + seed, configuration, Map.of(), ModelDefinition.BatchNormalisation.REFUSED);
            whole = new ComputationGraph(configuration);
            whole.init();
            cut = RandomCuts.draw(random, configuration, definition.vertices(), SAMPLES);
            StageState state = GraphState.read(whole);
            for (int s = 0; s < cut.stages().size(); s++) {
                List<StageReplica> stage = new ArrayList<>();
                for (int r = 0; r < cut.stages().get(s).degree(); r++) {
                    StageReplica replica =
                            definition.stage(s, cut.vertices().get(s)).open();
                    replica.load(state);
                    stage.add(replica);
                }
                replicas.add(stage);
            }
            List<StageProgram> wholeBackward = Kfkb.programs(new Plan("random", cut.stages()), SAMPLES);
            programs = random.nextInt(3) == 0 ? RandomCuts.split(random, wholeBackward) : wholeBackward;
            pipeline = new LocalPipeline(cut.stages(), programs, replicas, SAMPLES);
            inputs = arrays(random, definition.inputs(), "");
            labels = arrays(random, definition.labels(), "label:");
        }

        private INDArray[] arrays(Random random, List<BorderTensor> tensors, String prefix) {
            INDArray[] arrays = new INDArray[tensors.size()];
            for (int i = 0; i < arrays.length; i++) {
                BorderTensor tensor = tensors.get(i);
                int length = SAMPLES * tensor.sampleLength();
                ByteBuffer buffer = ByteBuffer.allocateDirect(length * 8).order(ByteOrder.nativeOrder());
                boolean classes = prefix.startsWith("label") && tensor.sampleLength() == 3;
                for (int j = 0; j < length; j++) {
                    buffer.putDouble(j * 8, classes ? 0 : random.nextGaussian());
                }
                for (int j = 0; classes && j < SAMPLES; j++) {
                    buffer.putDouble((j * 3 + random.nextInt(3)) * 8, 1);
                }
                data.put(prefix + tensor.name(), buffer);
                arrays[i] = Nd4j.create(DataType.DOUBLE, SAMPLES, tensor.sampleLength());
                for (int j = 0; j < length; j++) {
                    arrays[i].putScalar(j / tensor.sampleLength(), j % tensor.sampleLength(), buffer.getDouble(j * 8));
                }
            }
            return arrays;
        }

        double pipeline(int iteration) {
            return pipeline.miniBatch(iteration, 0, data);
        }

        void update() {
            pipeline.update();
        }

        /** The sum of gradients of one parameter. */
        INDArray gradient(String name, INDArray like) {
            for (List<StageReplica> stage : replicas) {
                int from = 0;
                for (ParameterState parameter : stage.get(0).state().parameters()) {
                    int bytes = parameter.weights().remaining();
                    if (parameter.name().equals(name)) {
                        ByteBuffer sum = stage.get(0).gradientSum();
                        sum.position(from).limit(from + bytes);
                        return Tensors.over(sum.slice(), dev.braid.stage.ElementType.DOUBLE, bytes / 8)
                                .reshape('f', like.shape());
                    }
                    from += bytes;
                }
            }
            throw new AssertionError("no gradient " + name);
        }

        void requireSameState() {
            Map<String, ParameterState> mine = new HashMap<>();
            replicas.forEach(stage ->
                    stage.forEach(replica -> replica.state().parameters().forEach(parameter -> {
                        ParameterState twin = mine.putIfAbsent(parameter.name(), parameter);
                        if (twin != null) {
                            assertEquals(twin.weights(), parameter.weights(), this + ": replicas differ");
                        }
                    })));
            for (ParameterState expected : GraphState.read(whole).parameters()) {
                ParameterState actual = mine.get(expected.name());
                close(expected.name(), expected.weights(), actual.weights());
                assertEquals(expected.updater().keySet(), actual.updater().keySet());
                expected.updater()
                        .forEach((slot, values) -> close(
                                expected.name() + "/" + slot,
                                values,
                                actual.updater().get(slot)));
            }
        }

        private void close(String name, ByteBuffer expected, ByteBuffer actual) {
            for (int i = 0; i < expected.remaining(); i += 8) {
                double want = expected.getDouble(i);
                assertEquals(want, actual.getDouble(i), TOLERANCE * Math.max(1, Math.abs(want)), this + ": " + name);
            }
        }

        @Override
        public String toString() {
            return "seed " + seed + ", stages " + cut.vertices() + ", programs " + programs;
        }
    }
}
